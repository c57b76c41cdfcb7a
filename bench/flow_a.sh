#!/usr/bin/env bash
# Flow A, three calls and four statements a row, in one transaction: Portl beside the same by hand in Python, both asking
# the same server, which answers at once or after 20 ms.
# What waits most of the time varies little: with 20 ms a call, one round is enough.
#   bench/flow_a.sh [ROUNDS [ROWS...]]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-7}
sizes=("${@:2}")
[ "${#sizes[@]}" -gt 0 ] || sizes=(1000 10000)
. bench/prepare.sh
servers_begin
PG_SETTINGS="" # default durability: what is measured is what users get
start_postgres

packages=(aiohttp==3.14.5 asyncpg==0.32.0 orjson==3.13.0 uvloop==0.23.0)
python3 -m venv "$SERVERS_DIR/python"
"$SERVERS_DIR/python/bin/pip" install -q --disable-pip-version-check --only-binary :all: "${packages[@]}"
work=$SERVERS_DIR/flow_a
mkdir "$work"
{
  echo 'SET client_min_messages = warning; DROP TABLE IF EXISTS resources_versions, resources;'
  cat examples/flow_a/schema.sql
} >"$work/reset.sql"
reset="$PG_BIN/psql -qX -v ON_ERROR_STOP=1 -f $work/reset.sql $PG_URL"
export PORTL_PG_URL=$PG_URL API_TOKEN=token
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_EC2_METADATA_DISABLED=true
begin_results flow_a "PostgreSQL $("$PG_BIN/postgres" --version | awk '{print $3}')" "$(python3 --version)" "${packages[@]}"

for latency in 0 20; do
  [ "$latency" = 0 ] || rounds=1
  start_bench_server "server-$latency" "$latency"
  export PORTL_LAMBDA_URL=$SERVER_URL PORTL_API_URL=$SERVER_URL
  for rows in "${sizes[@]}"; do
    for in_flight in 16 64; do
      python3 bench/flow_a_files.py "$rows" "$in_flight" "$work"
      : >"$work/log"
      case="$rows rows, $latency ms a call, $in_flight in flight"
      # Python's figure at 64 is the worse one: what is compared with is its better one.
      python3 bench/paired.py --into flow_a --case "$case" --amount "$rows" "rows/s" --before "$reset" "$rounds" \
        "portl=$portl run --quiet --log-format json --log-file $work/log $work/job.yaml" \
        "Python, 16 in flight=$SERVERS_DIR/python/bin/python bench/flow_a.py $work/rows.csv 16"
      python3 bench/flow_a_split.py "$work/log" "$case" "$rows" "$latency" "$in_flight"
    done
  done
done

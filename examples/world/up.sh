#!/usr/bin/env bash
# The outside world of the examples: a throw-away PostgreSQL with their tables, a Lambda endpoint with Python
# functions, and an HTTP API that prints what it gets.
#   examples/world/up.sh COMMAND...   runs the command in it and stops everything
#   examples/world/up.sh              prints the variables to set, and runs until Ctrl-C
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
examples=$(dirname "$here")
. "$examples/../tests/servers.sh"

servers_begin
start_postgres
start_lambda
api_port=$(free_port)
start_python receiver "$here/receiver.py" "$api_port"
wait_for_port "$api_port" "${SERVERS_PIDS[-1]}" "$SERVERS_DIR/receiver.log" || die "the HTTP API did not start"

# Flow A and flow B share their tables.
"$PG_BIN/createdb" --maintenance-db="$PG_URL" portl_examples || die "the examples' database could not be made"
database=${PG_URL%/*}/portl_examples
for schema in flow_a csv_to_postgres template; do
  "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 -f "$examples/$schema/schema.sql" "$database" || die "$schema/schema.sql failed"
done

variables=(
  PORTL_PG_URL="$database" PORTL_LAMBDA_URL="$LAMBDA_URL" PORTL_API_URL="http://127.0.0.1:$api_port" API_TOKEN=example-token
  PG_HOST="$PG_HOST" PG_PORT="$PG_PORT" PG_DATABASE=portl_examples PG_USER=portl PG_PASSWORD=example-password
  API_BASE_URL="http://127.0.0.1:$api_port" AWS_ENDPOINT_URL_LAMBDA="$LAMBDA_URL"
  AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example AWS_EC2_METADATA_DISABLED=true
)
if [ $# -gt 0 ]; then
  env "${variables[@]}" "$@"
  status=$?
  cat "$SERVERS_DIR/receiver.log"
  exit "$status"
fi
printf 'export %q\n' "${variables[@]}"
say "ready; Ctrl-C stops everything"
tail -n +1 -f "$SERVERS_DIR/receiver.log" &
SERVERS_PIDS+=($!)
wait $!

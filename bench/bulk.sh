#!/usr/bin/env bash
# A CSV of 100,000 rows upserted into PostgreSQL and SQLite: Portl beside the database's own tool doing the same work
# (load into a temporary table, then one merge), into an empty table and again into the filled one.
#   bench/bulk.sh [ROWS]
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:-100000}
cargo build --release --quiet
portl=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)/portl
bench=$PWD/bench
. tests/servers.sh
servers_begin
PG_SETTINGS="" # default durability: what is measured is what users get
start_postgres

work=$SERVERS_DIR/bulk
mkdir -p "$work/postgres" "$work/sqlite"
python3 bench/rows.py "$rows" "$work/postgres/rows.csv"
ln "$work/postgres/rows.csv" "$work/sqlite/rows.csv"
sed -e 's/@TYPE@/postgres/' -e "s|@CONFIG@|url: \"$PG_URL\"|" bench/bulk.yaml.in >"$work/postgres/job.yaml"
sed -e 's/@TYPE@/sqlite/' -e 's/@CONFIG@/path: bulk.db/' bench/bulk.yaml.in >"$work/sqlite/job.yaml"
columns="code text NOT NULL, source text NOT NULL, name text NOT NULL, email text, price numeric(12, 2), status text, created_at date, UNIQUE (code, source)"

printf '%s rows, PostgreSQL\n' "$rows"
cd "$work/postgres"
printf 'SET client_min_messages = warning; DROP TABLE IF EXISTS resources; CREATE TABLE resources (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, %s);' "$columns" >reset.sql
python3 "$bench/bulk.py" "$rows" "$PG_BIN/psql -qX -v ON_ERROR_STOP=1 -f reset.sql '$PG_URL'" \
  "psql COPY + merge=$PG_BIN/psql -qX -v ON_ERROR_STOP=1 -f $bench/merge_postgres.sql '$PG_URL'" \
  "portl=$portl run --quiet job.yaml"

printf '%s rows, SQLite\n' "$rows"
cd "$work/sqlite"
printf 'CREATE TABLE resources (id integer PRIMARY KEY, %s);' "$columns" >reset.sql
contenders=("portl=$portl run --quiet job.yaml")
if command -v sqlite3 >/dev/null; then
  contenders=("sqlite3 + merge=sqlite3 -bail bulk.db '.read $bench/merge_sqlite.sql'" "${contenders[@]}")
fi
python3 "$bench/bulk.py" "$rows" "rm -f bulk.db* && python3 -c \"import sqlite3; sqlite3.connect('bulk.db').executescript(open('reset.sql').read())\"" "${contenders[@]}"

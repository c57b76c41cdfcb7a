#!/usr/bin/env bash
# A CSV of 8 columns upserted into PostgreSQL and SQLite, beside the databases' own tools (COPY or .import into a temporary
# table, then one merge), psycopg doing the same from Python, and sling; at 100,000 rows beside slower ones as well.
#   bench/bulk.sh [ROUNDS [ROWS...]]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-7}
sizes=("${@:2}")
[ "${#sizes[@]}" -gt 0 ] || sizes=(100000 1000000)
. bench/prepare.sh
need_command sqlite3 sqlite3
servers_begin
PG_SETTINGS="" # default durability: what is measured is what users get
start_postgres

need_command pgloader pgloader

packages=(psycopg==3.3.9 psycopg-binary==3.3.9 sling-linux-amd64==1.4.11 "dlt[postgres]==1.31.0" pandas==3.1.1 sqlalchemy==2.1.9)
python3 -m venv "$SERVERS_DIR/python"
"$SERVERS_DIR/python/bin/pip" install -q --disable-pip-version-check --only-binary :all: "${packages[@]}"
python=$SERVERS_DIR/python/bin/python
sling=$(find "$SERVERS_DIR/python" -type f -name 'sling*' -size +1M | head -n 1)
[ -z "$sling" ] || chmod +x "$sling"
work=$SERVERS_DIR/bulk
mkdir "$work"
cp bench/merge_postgres.sql bench/merge_sqlite.sql bench/bulk_psycopg.py bench/bulk_rivals.py "$work"
sed "s|@URL@|$PG_URL|" bench/bulk.pgloader.in >"$work/bulk.pgloader"
columns="code text NOT NULL, source text NOT NULL, name text NOT NULL, email text, price numeric(12, 2), status text, created_at date, UNIQUE (code, source)"
printf 'SET client_min_messages = warning; DROP TABLE IF EXISTS resources; CREATE TABLE resources (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, %s); CHECKPOINT;' "$columns" >"$work/empty.sql"
printf 'CREATE TABLE resources (id integer PRIMARY KEY, %s);' "$columns" >"$work/empty_sqlite.sql"

# job NAME CONFIG-TYPE CONFIG [KEY-AND-VALUE of the upsert]
job() {
  sed -e "s/@TYPE@/$2/" -e "s|@CONFIG@|$3|" bench/bulk.yaml.in >"$work/$1.yaml"
  [ -z "${4:-}" ] || sed -i "s/^    key: .*/&\n    $4/" "$work/$1.yaml"
}
job insert postgres "url: \"$PG_URL\""
job changed postgres "url: \"$PG_URL\"" "update: changed"
job sqlite sqlite "path: bulk.db"
{
  cat "$work/insert.yaml"
  printf '  - id: last\n    type: db.query_one\n    connection: target\n    query: "SELECT {{ steps.resource[0].id }}::bigint AS id"\n'
} >"$work/ids.yaml"

begin_results bulk "PostgreSQL $("$PG_BIN/postgres" --version | awk '{print $3}')" "SQLite $(sqlite3 --version | cut -d ' ' -f 1)" "${packages[@]}"
psql="$PG_BIN/psql -qX -v ON_ERROR_STOP=1 $PG_URL"
merge="psql COPY + merge=$psql -f merge_postgres.sql"
pair() { python3 "$bench/paired.py" --into bulk --amount "$rows" "rows/s" "$@"; }
cd "$work"
for rows in "${sizes[@]}"; do
  python3 "$bench/rows.py" "$rows" rows.csv
  # sling takes a file that is clean already, and columns by the table's names.
  "$python" bulk_psycopg.py clean rows.csv clean.csv
  few=$((rows > 100000 ? 1 : 3))
  others=("psycopg COPY + merge=$python bulk_psycopg.py merge rows.csv $PG_URL")
  [ -z "$sling" ] || others+=("sling, clean file=$sling run --src-stream file://$work/clean.csv --tgt-conn $PG_URL?sslmode=disable --tgt-object public.resources --mode incremental --primary-key code,source")
  pair --case "$rows rows into an empty table" --before "$psql -f empty.sql" "$rounds" "$merge" "portl=$portl run --quiet insert.yaml"
  pair --case "$rows rows into an empty table, ids read" --before "$psql -f empty.sql" "$rounds" "$merge" "portl=$portl run --quiet ids.yaml"
  $psql -f empty.sql -f merge_postgres.sql
  pair --case "$rows rows into a filled table" --before "$psql -c CHECKPOINT" "$rounds" "$merge" "portl=$portl run --quiet insert.yaml"
  pair --case "$rows rows, none of them changed" --before "$psql -c CHECKPOINT" "$rounds" "$merge" "portl, update: changed=$portl run --quiet changed.yaml"
  pair --case "$rows rows into an empty table, others" --before "$psql -f empty.sql" "$few" "$merge" "portl=$portl run --quiet insert.yaml" "${others[@]}"
  pair --case "$rows rows into a filled table, others" --before "$psql -c CHECKPOINT" "$few" "$merge" "portl=$portl run --quiet insert.yaml" "${others[@]}"
  if [ "$rows" -le 100000 ]; then
    rivals=()
    for way in "psycopg unnest=unnest" "psycopg executemany=executemany" "pandas, SQLAlchemy + merge=pandas" "dlt=dlt"; do
      rivals+=("${way%%=*}=$python bulk_rivals.py ${way##*=} rows.csv $PG_URL")
    done
    pair --case "$rows rows into an empty table, slower ones" --before "$psql -f empty.sql -c 'DROP SCHEMA IF EXISTS dlt_bulk, dlt_bulk_staging CASCADE'" 1 \
      "$merge" "portl=$portl run --quiet insert.yaml" "${rivals[@]}" "pgloader + merge, clean file=pgloader bulk.pgloader"
  fi
  pair --case "$rows rows, SQLite, into an empty table" --before "sh -c 'rm -f bulk.db* && sqlite3 bulk.db <empty_sqlite.sql'" "$rounds" \
    "sqlite3 .import + merge=sqlite3 -bail bulk.db '.read merge_sqlite.sql'" "portl=$portl run --quiet sqlite.yaml"
done

#!/usr/bin/env bash
# POSTs at 1, 16 and 64 in flight: a Portl job that builds each body from a CSV row, beside hey and ab, which send one body
# of that size again and again. All ask the same server; wrk says how much it could serve.
#   bench/calls.sh [POSTS] [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
posts=${1:-10000}
rounds=${2:-9}
. bench/prepare.sh
need_command hey hey
need_command ab apache2-utils
need_command wrk wrk
servers_begin
start_bench_server server

work=$SERVERS_DIR/calls
mkdir "$work"
python3 bench/rows.py "$posts" "$work/rows.csv"
printf '%s' '{"code":"C0002500","source":"shop","name":"Article, number 5001","email":"user5001@example.com","price":1.01,"created_at":"2023-10-05"}' >"$work/body.json"
cat >"$work/post.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = io.open("$work/body.json"):read("a")
LUA
begin_results calls "hey $(dpkg-query -W -f '${Version}' hey)" "ab $(dpkg-query -W -f '${Version}' apache2-utils)"
for in_flight in 1 16 64; do
  sed -e "s|@URL@|$SERVER_URL|" -e "s/@IN_FLIGHT@/$in_flight/" bench/calls.yaml.in >"$work/job.yaml"
  python3 bench/paired.py --into calls --case "$posts POSTs, $in_flight in flight" --amount "$posts" "calls/s" "$rounds" \
    "hey=hey -n $posts -c $in_flight -m POST -T application/json -D $work/body.json $SERVER_URL/resources" \
    "portl=$portl run --quiet $work/job.yaml" \
    "ab=ab -q -k -n $posts -c $in_flight -p $work/body.json -T application/json $SERVER_URL/resources"
done
echo "the server alone, asked by wrk at 64 in flight:"
wrk -t1 -c64 -d2 -s "$work/post.lua" "$SERVER_URL/resources" | grep Requests/sec

# What every benchmark begins with. To be sourced from the root of the tree: builds Portl, and sets
#   portl   the program
#   bench   this folder
# begin_results NAME [VERSION...]   begins target/bench/NAME.jsonl
# start_bench_server NAME [DELAY_MS]   sets SERVER_URL; for scripts that have called servers_begin
. tests/servers.sh
need_command time time
cargo build --profile dist --quiet # what is handed out
portl=$(cd "${CARGO_TARGET_DIR:-target}/dist" && pwd)/portl
bench=$PWD/bench

begin_results() { python3 "$bench/results.py" begin "$@"; }

start_bench_server() {
  local name=$1 built=$SERVERS_TARGET/bench/server
  (cd "$bench/server" && CARGO_TARGET_DIR=$built cargo build --release --quiet)
  "$built/release/bench-server" "${@:2}" >"$SERVERS_DIR/$name.port" 2>"$SERVERS_DIR/$name.log" </dev/null &
  SERVERS_PIDS+=($!)
  local tries
  for tries in $(seq 100); do
    [ -s "$SERVERS_DIR/$name.port" ] && break
    sleep 0.05
  done
  [ -s "$SERVERS_DIR/$name.port" ] || { cat "$SERVERS_DIR/$name.log" >&2; die "the bench server did not start"; }
  SERVER_URL=http://127.0.0.1:$(cat "$SERVERS_DIR/$name.port")
}

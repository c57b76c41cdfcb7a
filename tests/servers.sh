# Throw-away servers for the tests, the examples and the benchmarks. To be sourced by a bash script:
#   servers_begin DIR            where everything lives; stopped and removed when the script ends
#   start_postgres [NAME]        sets PG_HOST PG_PORT PG_URL PG_PASSWORD_URL PG_BIN
#   crash_script NAME FILE       writes a script that crashes such a server and starts it again
#   start_pgbouncer              a pooler in transaction mode before that server; sets PGBOUNCER_URL
#   start_lambda                 sets LAMBDA_URL
#   start_python NAME FILE ARGS  starts a Python program in the background
# A server that cannot be had ends the script with a message; nothing is skipped.

SERVERS_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SERVERS_ROOT=$(dirname "$SERVERS_HERE")
SERVERS_TARGET=${CARGO_TARGET_DIR:-$SERVERS_ROOT/target}
CARGO_LAMBDA_VERSION=1.9.2
LAMBDA_FUNCTIONS="ingest export process echo fail"

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

servers_begin() {
  SERVERS_DIR=$(mktemp -d "${TMPDIR:-/tmp}/portl-servers.XXXXXX")
  chmod 755 "$SERVERS_DIR"
  SERVERS_PIDS=()
  trap servers_end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

servers_end() {
  local status=$? pid
  trap - EXIT
  for pid in "${SERVERS_PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${SERVERS_PIDS[@]}"; do wait "$pid" 2>/dev/null || true; done
  local data
  for data in "$SERVERS_DIR"/*/data; do
    [ ! -f "$data/postmaster.pid" ] || as_postgres "$PG_BIN/pg_ctl" -D "$data" -m immediate -w stop >/dev/null 2>&1 || true
  done
  rm -rf "$SERVERS_DIR"
  exit "$status"
}

# Installs Debian packages, only called when something is missing.
apt_install() {
  command -v apt-get >/dev/null || die "missing: $*; install it and run this again (only Debian and Ubuntu are set up automatically)"
  local sudo=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "missing: $*; run as root: apt-get install $*"
    sudo=(sudo)
  fi
  say "installing with apt-get: $*"
  if [ -z "${APT_UPDATED:-}" ]; then
    "${sudo[@]}" apt-get update -q >&2 || die "apt-get update failed"
    APT_UPDATED=1
  fi
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@" >&2 ||
    die "apt-get could not install $*"
}

need_command() { command -v "$1" >/dev/null || apt_install "$2"; }

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until something listens on a local port, as long as the process lives.
wait_for_port() {
  local port=$1 pid=$2 log=$3 tries
  for tries in $(seq 150); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2
  return 1
}

find_postgres() {
  local candidate
  for candidate in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
    if [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ] && [ -x "$candidate/pg_ctl" ]; then
      PG_BIN=$candidate
      return 0
    fi
  done
  return 1
}

# PostgreSQL refuses to run as root: there it runs as `postgres`, or `nobody`.
as_postgres() {
  if [ "$(id -u)" != 0 ]; then (cd "$SERVERS_DIR" && "$@"); return; fi
  local user=nobody
  id postgres >/dev/null 2>&1 && user=postgres
  if command -v runuser >/dev/null; then
    (cd "$SERVERS_DIR" && runuser -u "$user" -- "$@")
  else
    (cd "$SERVERS_DIR" && setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@")
  fi
}

start_postgres() {
  need_command python3 python3
  find_postgres || { apt_install postgresql; find_postgres || die "PostgreSQL's initdb was not found after installing it"; }
  local home=$SERVERS_DIR/${1:-pg} attempt
  mkdir "$home"
  if [ "$(id -u)" = 0 ]; then
    local user=nobody
    id postgres >/dev/null 2>&1 && user=postgres
    chown "$user" "$home"
  fi
  as_postgres "$PG_BIN/initdb" -D "$home/data" -U portl -E UTF8 --locale=C.UTF-8 --auth=trust --no-sync >"$SERVERS_DIR/initdb.log" 2>&1 ||
    { cat "$SERVERS_DIR/initdb.log" >&2; die "initdb failed"; }
  printf '%s\n' \
    'local all all trust' \
    'host all portl_login 127.0.0.1/32 scram-sha-256' \
    'host all all 127.0.0.1/32 trust' | as_postgres tee "$home/data/pg_hba.conf" >/dev/null
  PG_HOST=127.0.0.1
  for attempt in 1 2 3; do
    PG_PORT=$(free_port)
    if as_postgres "$PG_BIN/pg_ctl" -D "$home/data" -l "$home/log" -w -o \
      "-p $PG_PORT -k $home -c listen_addresses=127.0.0.1 -c max_connections=200 ${PG_SETTINGS--c fsync=off -c synchronous_commit=off -c full_page_writes=off}" \
      start >/dev/null 2>&1 </dev/null; then
      break
    fi
    [ "$attempt" = 3 ] && { cat "$home/log" >&2; die "PostgreSQL did not start"; }
  done
  PG_URL=postgres://portl@$PG_HOST:$PG_PORT/postgres
  as_postgres "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "$PG_URL" \
    -c "CREATE ROLE portl_login LOGIN SUPERUSER PASSWORD 'only for @ tests'" || die "PostgreSQL did not answer"
  PG_PASSWORD_URL="postgres://portl_login:only%20for%20%40%20tests@$PG_HOST:$PG_PORT/postgres"
}

# The server started last under NAME: FILE ends it without a farewell, as a crash does, and starts it again.
crash_script() {
  local home=$SERVERS_DIR/$1 run
  run=$(declare -f as_postgres)
  cat >"$2" <<CRASH
#!/usr/bin/env bash
SERVERS_DIR=$SERVERS_DIR
$run
as_postgres "$PG_BIN/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 </dev/null
as_postgres "$PG_BIN/pg_ctl" -D "$home/data" -l "$home/log" -w -o "-p $PG_PORT -k $home -c listen_addresses=127.0.0.1" start >/dev/null 2>&1 </dev/null
CRASH
  chmod 755 "$2"
}

start_pgbouncer() {
  PATH=$PATH:/usr/sbin
  need_command pgbouncer pgbouncer
  local home=$SERVERS_DIR/pgbouncer port
  port=$(free_port)
  mkdir "$home"
  printf '%s\n' '[databases]' "* = host=$PG_HOST port=$PG_PORT user=portl" '[pgbouncer]' 'listen_addr = 127.0.0.1' \
    "listen_port = $port" 'auth_type = any' 'pool_mode = transaction' 'default_pool_size = 2' 'unix_socket_dir =' >"$home/ini"
  [ "$(id -u)" = 0 ] && chmod -R a+rX "$home"
  as_postgres "$(command -v pgbouncer)" "$home/ini" >"$home.log" 2>&1 </dev/null &
  SERVERS_PIDS+=($!)
  wait_for_port "$port" $! "$home.log" || die "pgbouncer did not start"
  PGBOUNCER_URL=postgres://portl@127.0.0.1:$port/postgres
}

# cargo-lambda is a wheel with a ready-made binary; the Zig compiler it depends on is only for cross builds.
install_cargo_lambda() {
  CARGO_LAMBDA=$SERVERS_TARGET/cargo-lambda-$CARGO_LAMBDA_VERSION/bin/cargo-lambda
  [ -x "$CARGO_LAMBDA" ] && return
  python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip
  say "installing cargo-lambda $CARGO_LAMBDA_VERSION with pip into $SERVERS_TARGET"
  python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-deps --only-binary :all: \
    --target "$SERVERS_DIR/cargo-lambda" "cargo-lambda==$CARGO_LAMBDA_VERSION" >&2 || die "pip could not install cargo-lambda"
  mkdir -p "$SERVERS_TARGET"
  rm -rf "$SERVERS_TARGET/cargo-lambda-$CARGO_LAMBDA_VERSION"
  mv "$SERVERS_DIR/cargo-lambda" "$SERVERS_TARGET/cargo-lambda-$CARGO_LAMBDA_VERSION"
  "$CARGO_LAMBDA" lambda --version >/dev/null || die "cargo-lambda does not run here"
}

# AWS's Invoke API from cargo-lambda; the functions are Python, polling its runtime API.
start_lambda() {
  need_command python3 python3
  install_cargo_lambda
  local project=$SERVERS_DIR/lambda name port
  mkdir -p "$project/src"
  # cargo-lambda answers for the binaries of a Cargo package; with --only-lambda-apis it never builds them.
  printf 'fn main() {}\n' >"$project/src/main.rs"
  {
    printf '[package]\nname = "functions"\nversion = "0.0.0"\nedition = "2024"\nautobins = false\n[workspace]\n'
    for name in $LAMBDA_FUNCTIONS; do printf '[[bin]]\nname = "%s"\npath = "src/main.rs"\n' "$name"; done
  } >"$project/Cargo.toml"
  port=$(free_port)
  (cd "$project" && exec env -u CARGO_TARGET_DIR "$CARGO_LAMBDA" lambda watch --only-lambda-apis --ignore-changes -A 127.0.0.1 -P "$port") \
    >"$SERVERS_DIR/lambda.log" 2>&1 </dev/null &
  SERVERS_PIDS+=($!)
  wait_for_port "$port" $! "$SERVERS_DIR/lambda.log" || die "the Lambda endpoint did not start"
  LAMBDA_URL=http://127.0.0.1:$port
  # shellcheck disable=SC2086
  start_python functions "$SERVERS_HERE/servers/functions.py" "$LAMBDA_URL" $LAMBDA_FUNCTIONS
}

start_python() {
  local name=$1
  shift
  python3 -u "$@" >"$SERVERS_DIR/$name.log" 2>&1 </dev/null &
  SERVERS_PIDS+=($!)
}

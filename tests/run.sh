#!/usr/bin/env bash
# Runs all checks and tests: style, lints, then `cargo test` against real servers that it starts and stops.
# On Debian and Ubuntu it installs what is missing. Arguments go to `cargo test`: tests/run.sh --lib
#
# `--long` tries every fault, not a sample of them, in parts: `--long PART …` runs these, `--long` alone all of them. One that
# takes an hour is ended; one that fails does not keep the next from running. Chance is repeated by PORTL_TEST_SEED, a case by PORTL_TEST_CASE.
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/servers.sh

# What each long part tests, by the names of its tests.
declare -A LONG_PARTS=(
  [kills]="at_every_point every_point_is_passed"
  [instants]="at_any_instant"
  [drainers]="faults::drainers"
  [bytes]="faults::bytes"
  [network]="faults::conversations faults::flow_a"
  [commits]="faults::commit faults::crash"
)
LONG_ORDER="kills instants drainers commits bytes network"
PARTS=()
if [ "${1:-}" = --long ]; then
  shift
  export PORTL_TEST_LONG=1
  [ $# = 0 ] && read -ra PARTS <<<"$LONG_ORDER"
  [ $# != 0 ] && PARTS=("$@")
  for part in "${PARTS[@]}"; do
    [ -n "${LONG_PARTS[$part]:-}" ] || die "there is no long part $part; there are: $LONG_ORDER"
  done
fi

run_long_parts() {
  local part begun result failed=0 summary=""
  for part in "$@"; do
    begun=$SECONDS
    result=passed
    say "== $part"
    # shellcheck disable=SC2086
    timeout --kill-after=10 60m cargo test --features faults --test main -- --nocapture ${LONG_PARTS[$part]} || { result=FAILED; failed=1; }
    summary+=$(printf '%-10s %s in %d s' "$part" "$result" $((SECONDS - begun)))$'\n'
  done
  say "== long parts"
  say "$summary"
  return $failed
}

command -v cargo >/dev/null || die "missing: Rust 1.95 or newer with cargo, rustfmt and clippy; install it with rustup and run this again"
need_command cc build-essential
need_command nvim neovim
cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt || die "missing: rustfmt"
cargo clippy --version >/dev/null 2>&1 || rustup component add clippy || die "missing: clippy"

servers_begin
if [ ${#PARTS[@]} = 0 ]; then
  say "== style and lints"
  cargo fmt --check || die "run: cargo fmt"
  cargo clippy --all-targets --features faults -- -D warnings || die "clippy is not content"
  cargo clippy -- -D warnings || die "clippy is not content without the faults"
fi

say "== servers"
PG_SETTINGS="" start_postgres crash
crash_script crash "$SERVERS_DIR/crash.sh"
export PORTL_TEST_CRASH_PG_URL=$PG_URL PORTL_TEST_CRASH=$SERVERS_DIR/crash.sh
start_postgres
start_pgbouncer
start_lambda
say "PostgreSQL on port $PG_PORT, Lambda at $LAMBDA_URL"
export PORTL_TEST_PG_URL=$PG_URL PORTL_TEST_PG_PASSWORD_URL=$PG_PASSWORD_URL PORTL_TEST_LAMBDA_URL=$LAMBDA_URL PORTL_TEST_PGBOUNCER_URL=$PGBOUNCER_URL
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true

if [ ${#PARTS[@]} != 0 ]; then
  run_long_parts "${PARTS[@]}"
  exit
fi
say "== tests"
cargo test --features faults "$@"

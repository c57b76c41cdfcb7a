#!/usr/bin/env bash
# Runs all checks and tests: style, lints, then `cargo test` against real servers that it starts and stops.
# On Debian and Ubuntu it installs what is missing. `--long` tries every fault, not a sample of them; other arguments go to
# `cargo test`: tests/run.sh --lib
set -uo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --long ]; then
  shift
  export PORTL_TEST_LONG=1
fi
. tests/servers.sh

command -v cargo >/dev/null || die "missing: Rust 1.95 or newer with cargo, rustfmt and clippy; install it with rustup and run this again"
need_command cc build-essential
need_command nvim neovim
cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt || die "missing: rustfmt"
cargo clippy --version >/dev/null 2>&1 || rustup component add clippy || die "missing: clippy"

servers_begin
say "== style and lints"
cargo fmt --check || die "run: cargo fmt"
cargo clippy --all-targets --features faults -- -D warnings || die "clippy is not content"
cargo clippy -- -D warnings || die "clippy is not content without the faults"

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

say "== tests"
cargo test --features faults "$@"

#!/usr/bin/env bash
# Fuzzes: each target for so many seconds. An input may take 1 s and 256 MB (`within.rs`). Needs a nightly Rust and cargo-fuzz.
#   fuzz/run.sh [SECONDS [TARGET...]]      600 seconds, all targets
# Begins with the seeds in fuzz/seeds and the jobs of the tests; a new find lies in fuzz/artifacts and becomes a seed once it
# is mended. Without a sanitizer: there is no unsafe code to watch, and the limits are those of the program itself.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-600}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(yaml template sql job)
command -v cargo-fuzz >/dev/null || { echo "missing: cargo install cargo-fuzz" >&2; exit 1; }

for target in "${targets[@]}"; do
  mkdir -p "corpus/$target" "seeds/$target"
  case $target in
    yaml | job) find ../tests/check ../examples \( -name '*.yaml' -o -name '*.yml' \) -exec sh -c 'cp "$1" "$2/$(echo "$1" | tr / _)"' _ {} "corpus/$target" \; ;;
    template) split -l 1 -d -a 4 ../tests/grammar/corpus.txt "corpus/$target/corpus_" ;;
    sql) find ../examples ../tests -name '*.sql' -exec sh -c 'cp "$1" "$2/$(echo "$1" | tr / _)"' _ {} "corpus/$target" \; ;;
  esac
  cargo +nightly fuzz run --fuzz-dir . --sanitizer none --target-dir target "$target" "corpus/$target" "seeds/$target" -- \
    -max_total_time="$seconds" -timeout=1 -rss_limit_mb=2048 -dict="words/$target.dict" -max_len=4096 -print_final_stats=1 -verbosity=0
done

#!/usr/bin/env bash
# Makes BENCHMARKS.md of what the scripts beside it measured last on this machine: JSON lines in target/bench.
#   bench/report.sh
set -euo pipefail
cd "$(dirname "$0")/.."
python3 bench/report.py BENCHMARKS.md
echo "BENCHMARKS.md: $(grep -c '^## ' BENCHMARKS.md) parts"

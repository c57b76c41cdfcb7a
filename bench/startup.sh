#!/usr/bin/env bash
# What starting costs: `portl --version` and `portl check` of a 300-line job, each beside /bin/true in the same run.
#   bench/startup.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/prepare.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 bench/long_job.py 300 >"$folder/job.yaml"
printf 'code,name,price\na,b,1\n' >"$folder/rows.csv"
# A copy, as installing makes one: what a linker has just written lies in the page cache in smaller pieces.
cp "$portl" "$folder/portl"
"$folder/portl" check "$folder/job.yaml"
begin_results startup
python3 bench/paired.py --into startup --bare "${1:-200}" "/bin/true=/bin/true" \
  "portl --version=$folder/portl --version" \
  "portl check, 300 lines=$folder/portl check $folder/job.yaml"
# Nothing of AWS, TLS or a database is set up by a check: no thread but the one that it runs on, no socket, no certificate.
if command -v strace >/dev/null; then
  calls=$(strace -f -qq -e trace=clone,clone3,socket,openat "$folder/portl" check "$folder/job.yaml" 2>&1)
  threads=$(grep -cE '(^|[] ])clone' <<<"$calls" || true)
  if [ "$threads" -gt 1 ] || grep -E '(^|[] ])socket|\.(pem|crt|db)"|/ssl/' <<<"$calls"; then echo "check set up more than it needs" >&2; exit 1; fi
  echo "check: no other thread, no socket, certificate or database"
fi

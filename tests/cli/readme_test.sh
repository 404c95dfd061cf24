#!/usr/bin/env bash
# Runs the commands of README.md's first ledger as they stand there.
# usage: readme_test.sh SOURCE_DIR DIRECTORY_OF_THE_COMMAND
set -euo pipefail
source_dir=$1
PATH=$2:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ln -s "$source_dir/data" data
unset TRANCHE_LEDGER

awk '/<!-- first-ledger/ {armed = 1} armed && /^```sh$/ {inside = 1; next} /^```$/ {if (inside) exit} inside' \
  "$source_dir/README.md" >commands.sh
test "$(wc -l <commands.sh)" -eq 5
bash -euo pipefail commands.sh | tee output.txt
grep -q '53,200,000,000' output.txt
grep -q '9,800,000,000' output.txt

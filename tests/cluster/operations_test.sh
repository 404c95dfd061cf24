#!/usr/bin/env bash
# Runs the commands of docs/operations.md on one machine, with a PostgreSQL of its own, as they stand there but for the
# places that they name. Every `cluster` command of the page is run.
# usage: operations_test.sh SOURCE_DIR DIRECTORY_OF_THE_COMMAND
set -euo pipefail
source_dir=$1
PATH=$2:$(pg_config --bindir):$PATH
work=$(mktemp -d)
nodes=()
finish() {
  for node in "${nodes[@]}"; do kill "$node" 2>/dev/null || true; done
  as_postgres pg_ctl -D "$work/pg/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
as_postgres() {
  if [ "$(id -u)" != 0 ]; then "$@"; return; fi
  setpriv --reuid=postgres --regid=postgres --init-groups "$(command -v "$1")" "${@:2}"
}
cd "$work"
unset TRANCHE_LEDGER
export LANG=C.UTF-8

# A server on a socket in $work/pg.
mkdir pg
chmod 755 .
[ "$(id -u)" != 0 ] || chown postgres pg
(
  cd pg
  as_postgres initdb -D data -U postgres -A trust -E UTF8 --locale=C --no-sync --data-checksums >/dev/null
  as_postgres pg_ctl -D data -w -l "$work/pg/log" -o "-c listen_addresses= -k $work/pg" start >/dev/null
)
export PGHOST=$work/pg PGUSER=postgres
createdb tranche

# The command of the page that has these words, with the places of this machine. Notes that it was run.
page=$source_dir/docs/operations.md
command_with() {
  grep -E '^    ' "$page" | sed 's/^    //; s/ *#.*//' | grep -F -- "$1" | sed -n "${2:-1}p" >command
  [ -s command ] || { echo "the page has no command with: $1" >&2; exit 1; }
  cat command >>were_run
  sed -e "s#postgresql://db-1,db-2,db-3/tranche#postgresql://${user:-hanoi}@${work//\//%2F}%2Fpg/tranche#" \
    -e "s#5f0c19aa7d3e4b21#$id#" -e "s#/mnt/backups/khuyen-cong#$work/backups#" \
    -e "s#http://db-1:8008#http://127.0.0.1:1#" -e "s#127.0.0.1:8080#127.0.0.1:0#" -e "s#/mnt/old-events/khuyen-cong#$work/archive#" command
}
run() { bash -euo pipefail -c "$(command_with "$@")"; }
# Runs a command that ends with this exit code.
ends_with() {
  local wanted=$1 code=0
  shift
  run "$@" >output 2>&1 || code=$?
  [ "$code" = "$wanted" ] || { echo "$1: exit code $code, wanted $wanted" >&2; cat output >&2; exit 1; }
}
# Begins `serve`, and waits until it answers.
begin() {
  local out=$1 text=$2
  bash -c "exec $text" >"$out" 2>&1 &
  nodes+=($!)
  for _ in $(seq 200); do grep -q '^serving' "$out" && return; sleep 0.1; done
  cat "$out" >&2
  exit 1
}
says() { grep -qF -- "$1" output || { echo "no \"$1\" in:" >&2; cat output >&2; exit 1; }; }

export TRANCHE_LEDGER=khuyen-cong.ledger
tranche init --geography "$source_dir/data" --name khuyen-cong --lang en >/dev/null
tranche import "$source_dir/data/khuyen_cong_events.csv" --lang en >/dev/null
tranche checkpoint >2025-06-30.checkpoint
tranche key show >log.pub
tranche backup backups >/dev/null
id=$(tranche status --format json | sed -n 's/.*"ledgerId": *"\([0-9a-f]*\)".*/\1/p')
tranche balance --by unit,year --format csv >before

# Set up, check, move in.
run 'tranche status' >output && says "$id"
run 'cluster sql' >/dev/null
psql -q tranche -c 'CREATE ROLE hanoi LOGIN IN ROLE tranche_node' -c 'CREATE ROLE kiem_toan LOGIN IN ROLE tranche_auditor'
user=postgres ends_with 1 'cluster check' && says 'no standby confirms a commit'
ends_with 0 'cluster move-in'
tranche balance --by unit,year --format csv | cmp - before
user=postgres ends_with 1 "cluster archive" && says 'no partition of the log ends before event'

# Copies, from rows and from a backup.
ends_with 0 'cluster join'
mv copy.ledger hue.ledger
ends_with 0 '--from'
ends_with 0 'cluster status' && says "$id"
tranche --ledger copy.ledger balance --by unit,year --format csv | cmp - before

# Serve, and have another node decide.
decides() {
  for _ in $(seq 200); do
    tranche --ledger khuyen-cong.ledger cluster status --lang en >output
    grep -q "$1" output && return
    sleep 0.1
  done
  echo "$1 does not decide" >&2
  exit 1
}
begin hanoi.out "$(command_with --node)"
decides hanoi-1
hue=$(command_with '--node hue-1')
begin hue.out "${hue/copy.ledger/hue.ledger}"
sleep 1.5
decides hanoi-1
kill -TERM "${nodes[1]}" && wait "${nodes[1]}"
begin hue.out "$(sed 's/copy.ledger/hue.ledger/; s/ --decide no//' <<<"$hue")"
ends_with 0 'cluster hand-over' && says hue-1
if wait "${nodes[0]}"; then echo "who handed over has not ended as one who was deposed" >&2; exit 1; fi
kill -TERM "${nodes[2]}" && wait "${nodes[2]}"

# The auditor, and the end.
user=kiem_toan ends_with 0 'cluster verify' && says 'khuyen-cong/'
user=postgres ends_with 0 'cluster move-out'
tranche --ledger again.ledger balance --by unit,year --format csv | cmp - before
tranche --ledger again.ledger verify >/dev/null

if grep -E '^    .*tranche .*cluster ' "$page" | sed 's/^    //; s/ *#.*//' | grep -vxFf were_run; then
  echo "these commands of the page are not run here" >&2
  exit 1
fi

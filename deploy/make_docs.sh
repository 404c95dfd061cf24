#!/bin/sh
# Makes the manual page and the changelog of the package, as Debian wants them: compressed, without times.
#
# usage: make_docs.sh TRANCHE HELP2MAN DIRECTORY
set -eu
tranche=$1 help2man=$2 directory=$3
"$help2man" --no-info --section=1 --name="ledger of public money" --help-option="--lang en --help" \
  --version-string="$("$tranche" --version)" "$tranche" >"$directory/tranche.1"
gzip -9nf "$directory/tranche.1"
gzip -9nkf "$directory/changelog.Debian"

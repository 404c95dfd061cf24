#!/bin/bash
# Tries a Debian package on this machine, as root: lintian, install, a ledger of the user tranche that is served, upgrade,
# remove, purge. The ledger outlives all of them. Refuses a machine on which tranche is installed.
#
# usage: try_package.sh PACKAGE.deb
set -euo pipefail
package=$1
ledger=/var/lib/tranche/ledger

say() { printf -- '--- %s\n' "$*"; }
fail() {
  printf 'try_package: %s\n' "$*" >&2
  exit 1
}
as_tranche() { setpriv --reuid=tranche --regid=tranche --clear-groups env HOME=/nonexistent "$@"; }

((EUID == 0)) || fail "needs root, to install"
! dpkg -s tranche >/dev/null 2>&1 || fail "tranche is installed here"
[[ ! -e /var/lib/tranche ]] || fail "/var/lib/tranche is there"

say "lintian"
lintian --fail-on error --allow-root "$package"

say "install"
apt-get -y -qq install "$(realpath "$package")" >/dev/null
[[ $(stat -c '%U %a' /var/lib/tranche) == "tranche 750" ]] || fail "the directory is not that of its user alone"
[[ $(id -u tranche) -lt 1000 ]] || fail "the user is no system user"
[[ ! -e /etc/systemd/system/multi-user.target.wants/tranche.service ]] || fail "the service is enabled"
if command -v systemd-analyze >/dev/null; then
  systemd-analyze verify --man=no /usr/lib/systemd/system/tranche.service
fi
tranche --version >/dev/null

say "serve, as the service would"
as_tranche tranche --ledger $ledger --lang en init --geography /usr/share/tranche/data >/dev/null
as_tranche tranche --ledger $ledger --lang en serve --listen 127.0.0.1:0 --log off >/tmp/try_package.$$ &
server=$!
for _ in $(seq 600); do
  grep -q '^Whoever' /tmp/try_package.$$ && break
  kill -0 $server 2>/dev/null || fail "the server ended before it served anything"
  sleep 0.1
done
address=$(sed -n 's/.*\(http:[^ ]*\)$/\1/p' /tmp/try_package.$$)
rm /tmp/try_package.$$
[[ $(curl -sf "$address/readyz") == ok ]] || fail "the server is not ready"
kill -TERM "$(pgrep -P $server || echo $server)"
wait $server || fail "the server ended with an error"

say "upgrade, remove, purge"
echo '# mine' >>/etc/default/tranche
dpkg --force-confold -i "$package" >/dev/null
grep -q '^# mine' /etc/default/tranche || fail "the upgrade lost what was configured"
dpkg -r tranche >/dev/null
[[ -e /etc/default/tranche ]] || fail "remove took the configuration"
dpkg -P tranche >/dev/null 2>&1
[[ ! -e /etc/default/tranche ]] || fail "purge left the configuration"
[[ -d $ledger/rocksdb ]] || fail "purge took the ledger"
rm -r /var/lib/tranche
deluser --quiet --system tranche
say "the package does what it should"

#!/bin/bash
# Tries a Debian package on this machine, as root: lintian, install of an older version, a ledger of the user tranche that
# is served, upgrade to the package, remove, purge. The ledger outlives all of them. Refuses a machine on which tranche is
# installed.
#
# usage: try_package.sh PACKAGE.deb
set -euo pipefail
package=$1
ledger=/var/lib/tranche/ledger
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

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

# The package as an earlier release might have been: a lower version, and another default configuration.
make_older() {
  local version
  version=$(dpkg-deb -f "$package" Version)
  dpkg-deb -R "$package" "$work/older"
  sed -i "s/^Version: .*/Version: $version~older/" "$work/older/DEBIAN/control"
  echo '# as it was before' >>"$work/older/etc/default/tranche"
  dpkg-deb -Zgzip -z1 -b "$work/older" "$work/older.deb" >/dev/null
  dpkg --compare-versions "$(dpkg-deb -f "$work/older.deb" Version)" lt "$version" || fail "$version is not the higher one"
}

# Serves the ledger until it is ready, and stops.
serve_once() {
  as_tranche tranche --ledger $ledger --lang en serve --listen 127.0.0.1:0 --log off >"$work/served" &
  local server=$! address
  for _ in $(seq 600); do
    grep -q '^Whoever' "$work/served" && break
    kill -0 $server 2>/dev/null || fail "the server ended before it served anything"
    sleep 0.1
  done
  address=$(sed -n 's/.*\(http:[^ ]*\)$/\1/p' "$work/served")
  [[ $(curl -sf "$address/readyz") == ok ]] || fail "the server is not ready"
  kill -TERM "$(pgrep -P $server || echo $server)"
  wait $server || fail "the server ended with an error"
}

# All that the user of the service has: who that is, what the ledger says, who may come in.
what_is_kept() {
  id tranche
  stat -c '%U:%G %a %n' /var/lib/tranche $ledger "$ledger-access" "$ledger-access/credentials"
  as_tranche tranche --ledger $ledger --lang en export log - --as jsonl 2>/dev/null | sha256sum
  sha256sum "$ledger-access/credentials"
}

say "install an older version"
make_older
apt-get -y -qq install "$work/older.deb" >/dev/null
[[ $(dpkg-query -W -f '${Version}' tranche) == *~older ]] || fail "the older version is not the one installed"
[[ $(stat -c '%U %a' /var/lib/tranche) == "tranche 750" ]] || fail "the directory is not that of its user alone"
[[ $(id -u tranche) -lt 1000 ]] || fail "the user is no system user"
[[ ! -e /etc/systemd/system/multi-user.target.wants/tranche.service ]] || fail "the service is enabled"
if command -v systemd-analyze >/dev/null; then
  systemd-analyze verify --man=no /usr/lib/systemd/system/tranche.service
fi
tranche --version >/dev/null

say "serve, as the service would"
as_tranche tranche --ledger $ledger --lang en init --geography /usr/share/tranche/data >/dev/null
as_tranche tranche --ledger $ledger --lang en token issue --actor lan --until 2037-12-31 >/dev/null 2>&1
serve_once

say "upgrade"
echo '# mine' >>/etc/default/tranche
what_is_kept >"$work/before"
dpkg --force-confold -i "$package" >/dev/null
[[ $(dpkg-query -W -f '${Version} ${Status}' tranche) == "$(dpkg-deb -f "$package" Version) install ok installed" ]] ||
  fail "the upgrade installed $(dpkg-query -W -f '${Version} ${Status}' tranche)"
grep -q '^# mine' /etc/default/tranche || fail "the upgrade lost what was configured"
grep -q '^# as it was before' /etc/default/tranche || fail "the upgrade changed what was configured"
! grep -q '^# as it was before' /etc/default/tranche.dpkg-dist || fail "the new configuration is not beside the old one"
what_is_kept >"$work/after"
diff "$work/before" "$work/after" || fail "the upgrade changed what the service has"
[[ ! -e /etc/systemd/system/multi-user.target.wants/tranche.service ]] || fail "the upgrade enabled the service"
serve_once
as_tranche tranche --ledger $ledger --lang en verify | grep -q '^healthy' || fail "the ledger is not healthy"

say "remove, purge"
dpkg -r tranche >/dev/null
[[ -e /etc/default/tranche ]] || fail "remove took the configuration"
dpkg -P tranche >/dev/null 2>&1
[[ ! -e /etc/default/tranche ]] || fail "purge left the configuration"
[[ -d $ledger/rocksdb ]] || fail "purge took the ledger"
rm -r /var/lib/tranche
deluser --quiet --system tranche
say "the package does what it should"

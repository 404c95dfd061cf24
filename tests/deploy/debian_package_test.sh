#!/bin/bash
# Makes the Debian package and tries it as try_package.sh does, on a copy of this machine's root that is thrown away: an
# overlay, in namespaces of its own, so nothing is installed here.
#
# usage: debian_package_test.sh BUILD WORK; BUILD is a build of everything, WORK is emptied first. Exit code 77 where the
# tools are not installed, mounting is not allowed or tranche itself is installed
set -euo pipefail
build=$1 work=$2 here=$(dirname -- "$(realpath -- "$0")")

skip() {
  printf 'not tried: %s\n' "$*"
  exit 77
}

for tool in cpack dpkg-shlibdeps help2man lintian unshare; do
  command -v "$tool" >/dev/null || skip "$tool is not installed (CI=true ./dev test installs it)"
done
((EUID == 0)) || skip "mounting needs root"
! dpkg -s tranche >/dev/null 2>&1 || skip "tranche is installed here"
[[ ! -e /var/lib/tranche ]] || skip "/var/lib/tranche is there"

rm -rf "$work"
mkdir -p "$work/room"
cmake --build "$build" --target package_docs >"$work/docs.log" || { cat "$work/docs.log"; exit 1; }
cpack --config "$build/CPackConfig.cmake" -B "$work/package" >"$work/cpack.log" || { cat "$work/cpack.log"; exit 1; }

# Mounts an overlay over / below the folder $1, in memory, and runs the rest of the words in it.
in_overlay() {
  set -euo pipefail
  local room=$1
  shift
  mount -t tmpfs -o mode=755 tmpfs "$room" && mkdir "$room/upper" "$room/work" "$room/root" &&
    mount -t overlay -o "lowerdir=/,upperdir=$room/upper,workdir=$room/work" overlay "$room/root" &&
    mount --rbind /dev "$room/root/dev" && mount -t proc proc "$room/root/proc" || exit 77
  mkdir -p "$room/root/tmp/tried"
  cp -- "$@" "$room/root/tmp/tried"
  chroot "$room/root" /bin/bash -c 'cd /tmp/tried && TMPDIR=/tmp exec bash try_package.sh tranche_*.deb'
}
export -f in_overlay
tried=0
unshare --mount --pid --fork --kill-child bash -c 'in_overlay "$@"' in_overlay \
  "$work/room" "$here/try_package.sh" "$work"/package/tranche_*.deb || tried=$?
((tried != 77)) || skip "an overlay over / cannot be mounted here"
rm -rf "$work"
exit $tried

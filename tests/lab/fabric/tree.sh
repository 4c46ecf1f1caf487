#!/usr/bin/env bash
# Makes a Debian 13 with FRR: the machine of ../kernel, and beside it FRR and iperf3. Prints its path: in it a folder tree, vmlinuz, initrd.
#
#   tests/lab/fabric/tree.sh [OUTDIR]        default: ${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/fabric-trixie
#
# Needs what ../kernel/tree.sh needs. A second call finds its own work. Exit status: 0 made or there already, 1 that failed, 2 wrong call.
set -euo pipefail

say() { printf 'fabric: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

[ $# -le 1 ] || { say "usage: tree.sh [OUTDIR]"; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
out=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/fabric-trixie}
mkdir -p -- "$out"
out=$(CDPATH='' cd -- "$out" && pwd)
wanted=$(cat "$here/tree.sh" "$here/../kernel/tree.sh" | sha256sum | cut -d ' ' -f 1)
is_made() { [ "$(cat "$out/stamp" 2>/dev/null)" = "$wanted" ]; }

exec 9>"$out/lock"
is_made || flock 9
if is_made; then
    printf '%s\n' "$out"
    exit 0
fi

base=$("$here/../kernel/tree.sh")
say "adding FRR to a Debian 13 (once, a minute)"
rm -rf -- "$out/tree" "$out/stamp"
cp -a --reflink=auto -- "$base/tree" "$out/tree"
cp -- "$base/vmlinuz" "$base/initrd" "$out/"
# Nothing is started in there while it is made.
printf '#!/bin/sh\nexit 101\n' >"$out/tree/usr/sbin/policy-rc.d"
chmod 755 "$out/tree/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$out/tree/etc/resolv.conf"
{ chroot "$out/tree" apt-get -q update &&
    DEBIAN_FRONTEND=noninteractive chroot "$out/tree" apt-get -q -y --no-install-recommends install frr iperf3; } >"$out/log" 2>&1 </dev/null ||
    { tail -n 20 "$out/log" >&2; die "FRR could not be installed: all of it in $out/log"; }
rm "$out/tree/usr/sbin/policy-rc.d"
printf '%s\n' "$wanted" >"$out/stamp"
printf '%s\n' "$out"

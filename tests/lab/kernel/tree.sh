#!/usr/bin/env bash
# Makes a Debian 13 whose kernel has WireGuard: a folder to boot from over 9p, and a kernel with an initrd that does so. Prints its path.
# The folder also has the clients of PostgreSQL 17, for machines whose own are older.
#
#   tests/lab/kernel/tree.sh [OUTDIR]        default: ${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/kernel-trixie
#
# Needs root, Debian 12 or 13, mmdebstrap and cpio. Packages come from where this machine has its own from. A second call finds its own work.
# Exit status: 0 made or there already, 1 that failed, 2 wrong call.
set -euo pipefail

packages=kmod,iproute2,wireguard-tools,nftables,iputils-ping,procps,busybox-static,postgresql-client-17,openjdk-25-jre-headless

say() { printf 'kernel: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

[ $# -le 1 ] || { say "usage: tree.sh [OUTDIR]"; exit 2; }
out=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/kernel-trixie}
mkdir -p -- "$out"
out=$(CDPATH='' cd -- "$out" && pwd)
wanted=$(sha256sum <"${BASH_SOURCE[0]}" | cut -d ' ' -f 1)
is_made() { [ "$(cat "$out/stamp" 2>/dev/null)" = "$wanted" ]; }

exec 9>"$out/lock"
is_made || flock 9
if is_made; then
    printf '%s\n' "$out"
    exit 0
fi

# The mirrors of this machine, asked for trixie.
# shellcheck disable=SC1091
here=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
sources=$(apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' | grep " $here\\(-updates\\|-security\\)\\? main\$" |
    sort -u | sed "s/ $here/ trixie/; s/^/deb /")
[ -n "$sources" ] || die "this machine's apt knows no mirror of Debian (no lists? apt-get update)"

say "making a Debian 13 with a kernel (once, half a minute)"
rm -rf -- "$out/tree" "$out/stamp" "$out/initrd"
# The kernel is unpacked and not installed: an initrd of Debian's own would take longer than all the rest, and is not used.
kernel='cd /tmp && k=$(apt-cache depends linux-image-amd64 | sed -n "s/.*Depends: \(linux-image-[0-9].*\)/\1/p" | head -n 1) &&
    apt-get download "$k" && dpkg-deb -x ./linux-image-*.deb / && rm ./linux-image-*.deb && depmod "$(ls /lib/modules)"'
mmdebstrap --quiet --variant=minbase --include="$packages" --customize-hook="chroot \"\$1\" sh -c '$kernel'" \
    trixie "$out/tree" - <<<"$sources" >"$out/log" 2>&1 || { tail -n 20 "$out/log" >&2; die "mmdebstrap failed: all of it in $out/log"; }

say "making the initrd"
release=$(ls "$out/tree/lib/modules")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir "$work"/{bin,dev,modules,root}
cp "$out/tree/usr/bin/busybox" "$work/bin/busybox"
for module in virtio_pci 9pnet_virtio 9p virtio_rng; do
    chroot "$out/tree" modprobe -S "$release" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$work/list"
number=100
while read -r path; do
    number=$((number + 1))
    case $path in
        *.xz) xz -dc "$out/tree$path" ;;
        *.zst) zstd -qdc "$out/tree$path" ;;
        *) cat "$out/tree$path" ;;
    esac >"$work/modules/$number.ko"
done <"$work/list"
cat >"$work/init" <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs dev /dev
for module in /modules/*.ko; do $b insmod "$module"; done
options=trans=virtio,version=9p2000.L,msize=262144,cache=loose,ro
$b mount -t 9p -o $options root /root && $b mount -t 9p -o $options share /root/mnt || exec $b poweroff -f
$b mount -o move /dev /root/dev
exec $b switch_root /root /mnt/init
INIT
chmod 755 "$work/init"
(cd "$work" && find . | sort | cpio -o -H newc --quiet -R 0:0) | gzip -1n >"$out/initrd"
cp "$out/tree/boot/vmlinuz-$release" "$out/vmlinuz"
printf '%s\n' "$wanted" >"$out/stamp"
printf '%s\n' "$out"

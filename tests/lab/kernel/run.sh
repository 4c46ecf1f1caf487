#!/usr/bin/env bash
# Plays the tests of tunnels between plants in a machine whose kernel has WireGuard, and no wireguard-go.
#
#   tests/lab/kernel/run.sh CLASSPATH        of the tests of the module wireguard, with colons; ./plant lab wireguard calls it
#
# The machine is qemu without KVM, thrown away afterwards. Exit status: 0 all passed, 1 something did not, 2 wrong call.
set -euo pipefail

# How long a slow and busy machine may take; a quiet one takes some minutes.
limit=3600

say() { printf 'kernel: %s\n' "$*" >&2; }

[ $# -eq 1 ] || { say "usage: run.sh CLASSPATH"; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
made=$("$here/tree.sh")
share=$(mktemp -d)
trap 'rm -rf -- "$share"' EXIT
cp "$here/init" "$share/init"
inside=''
number=0
IFS=: read -r -a paths <<<"$1"
for path in "${paths[@]}"; do
    number=$((number + 1))
    cp -rL -- "$path" "$share/$number-$(basename -- "$path")"
    inside+=${inside:+:}/mnt/$number-$(basename -- "$path")
done
printf '%s' "$inside" >"$share/classpath"

say "starting a machine (without KVM: about two minutes)"
words='console=ttyS0,115200 quiet no_timer_check mitigations=off nowatchdog audit=0 apparmor=0 lsm=capability tsc=reliable clocksource=tsc panic=-1'
timeout -k 5 $limit qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 1 -m 768 -nographic -no-reboot -monitor none \
    -serial stdio -nic none -object rng-random,filename=/dev/urandom,id=random -device virtio-rng-pci,rng=random \
    -kernel "$made/vmlinuz" -initrd "$made/initrd" -append "$words" \
    -virtfs "local,path=$made/tree,mount_tag=root,security_model=none,readonly=on" \
    -virtfs "local,path=$share,mount_tag=share,security_model=none,readonly=on" </dev/null 2>&1 |
    sed -u 's/\r//g' | tee "$share/console" || true
grep -qx 'machine: ends with 0' "$share/console" || { say "not all passed, or the machine did not end"; exit 1; }

#!/bin/sh
# Installs the agent of a switch: Java and all jars, its unit, and the unit that takes changes back which nobody confirmed.
#
#   sh agent.run              onto this switch, as root; again with another version in place of the one before
#   sh agent.run --root DIR   into a tree of files, without starting anything
#   sh agent.run --extract DIR, --version
#
# It changes nothing before it has found that the switch can run it. The agent starts when it is told what switch this is: METAL_CORE_ variables
# in /etc/sonic/metal-core.env (SONiC) or /etc/metal-core/metal-core.env.
# Exit status: 0 installed; 1 not, and nothing has changed; 2 wrong call.
set -eu
version=@VERSION@
machine=@MACHINE@
unpacked_mb=@UNPACKED@
payload_sum=@SUM@
line=@LINE@

say() { printf 'agent.run: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

self=$0
root='' extract=''
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) sed -n '2,11s/^# \{0,1\}//p' "$self"; exit 0 ;;
        --version) printf '%s\n' "$version"; exit 0 ;;
        --root) [ $# -ge 2 ] || { say "--root needs a folder"; exit 2; }; root=$2; shift ;;
        --extract) [ $# -ge 2 ] || { say "--extract needs a folder"; exit 2; }; extract=$2; shift ;;
        *) say "there is no option \"$1\""; exit 2 ;;
    esac
    shift
done

payload() { tail -n "+$line" "$self"; }
[ "$(payload | sha256sum | cut -d ' ' -f 1)" = "$payload_sum" ] || die "this file is damaged: fetch it again"
if [ -n "$extract" ]; then
    mkdir -p "$extract"
    payload | tar -xzf - -C "$extract"
    exit 0
fi
[ "$(id -u)" -eq 0 ] || die "this needs root"
[ "$(uname -m)" = "$machine" ] || die "this is for $machine, and the switch is $(uname -m)"
place=$root/usr/lib/metal-core
mkdir -p "$root/usr/lib" "$root/etc/systemd/system"
free=$(df -Pm "$root/usr/lib" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
[ "$free" -ge $((unpacked_mb + 32)) ] || die "$root/usr/lib has $free MB left, and $((unpacked_mb + 32)) are needed"

rm -rf "$place.new"
mkdir -p "$place.new"
payload | tar -xzf - -C "$place.new" || { rm -rf "$place.new"; die "it could not be unpacked into $place.new"; }
if ! why=$("$place.new/runtime/bin/java" -XX:-UsePerfData -Xmx16m -version 2>&1); then
    rm -rf "$place.new"
    die "Java does not run here, nothing has changed: $why"
fi
rm -rf "$place.old"
[ ! -e "$place" ] || mv "$place" "$place.old"
mv "$place.new" "$place"
rm -rf "$place.old"
for unit in metal-core.service metal-core-guard.service metal-core-guard.timer; do
    cp "$place/units/$unit" "$root/etc/systemd/system/$unit"
done
say "version $version is in $place"
[ -z "$root" ] || exit 0
if [ ! -d /run/systemd/system ]; then
    say "this system has no systemd: start $place/bin/metal-core yourself"
    exit 0
fi
systemctl daemon-reload
systemctl enable -q metal-core.service metal-core-guard.timer
# In the middle of a provisioning the switch starts anew soon; until then nothing is told what switch this is.
systemctl restart metal-core-guard.timer
systemctl --no-block restart metal-core.service
exit 0

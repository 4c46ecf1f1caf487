#!/bin/bash
# container.sh TREE FOLDER [OPTION...]: boots TREE as a namespace container with its own systemd; what it writes goes to FOLDER/upper.
#
# It lives as long as standard input: at the line "stop" it ends and FOLDER stays, at the end of the input FOLDER goes too, because
# whoever started it has died. Two bonds see to it that nothing is left: all processes are in a process namespace whose first one dies
# with this script, and all mounts are in a private mount namespace.
#
# If there is FOLDER/disk.img, an ext4, what it writes goes there, and the end is a power cut for that file system: it forgets all that
# nobody had synced, as a machine's memory does.
set -euo pipefail

if [ "${1-}" = --inside ]; then
    # The first process of the namespace: when it ends, all others do.
    tree=$2 folder=$3 machine=$4
    shift 4
    data=$folder
    [ ! -e "$folder/disk.img" ] || data=$folder/disk
    mkdir -p "$data"/{upper,work} "$folder/root"
    mount -t overlay overlay -o "lowerdir=$tree,upperdir=$data/upper,workdir=$data/work" "$folder/root"
    # Notes of nspawn about its machines go with the namespace too.
    mkdir -p /run/systemd/nspawn
    mount -t tmpfs tmpfs /run/systemd/nspawn
    # Version 2 of control groups whatever the host has: podman wants it.
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --directory="$folder/root" --machine="$machine" --register=no --keep-unit \
        --boot --console=pipe --private-network --capability=all --system-call-filter='@keyring bpf' --link-journal=no --timezone=off \
        --resolv-conf=off "$@" >>"$folder/console.log" 2>&1 </dev/null
    exit
fi

# Its disk outlives the namespace of the machine by a moment, in which what was not synced is lost.
if [ -e "$2/disk.img" ] && [ -z "${DISK_NAMESPACE-}" ]; then
    DISK_NAMESPACE=made exec unshare --mount --propagation private bash "$0" "$@"
fi

tree=$(realpath "$1")
folder=$(realpath -m "$2")
shift 2
mkdir -p "$folder"
# A control group of its own: one that a killed run left behind would be refused as busy.
machine=plant-test-$$
cgroups=()
for at in /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
    if mountpoint -q "$at"; then cgroups+=("$at/$machine"); fi
done
[ ${#cgroups[@]} -gt 0 ] || cgroups=("/sys/fs/cgroup/$machine")

if [ -n "${DISK_NAMESPACE-}" ]; then
    mkdir -p "$folder/disk"
    mount -o loop "$folder/disk.img" "$folder/disk"
    if [ ! -d "$folder/disk/upper" ]; then
        mkdir -p "$folder/disk/containers"
        cp -a "$folder/upper" "$folder/disk/"
        sync -f "$folder/disk"
    fi
fi

lose_unsynced() {
    [ -n "${DISK_NAMESPACE-}" ] || return 0
    # FS_IOC_SHUTDOWN without writing the journal: the kernel's own way to crash one file system. The next mount replays its journal.
    perl -e 'my $how = pack("L", 2); open(my $at, "<", $ARGV[0]) or die "$!\n"; ioctl($at, 0x8004587d, $how) or die "$!\n"' "$folder/disk" ||
        lost=no
    for _ in $(seq 100); do
        umount "$folder/disk" 2>/dev/null && break
        sleep 0.1
    done
    [ "${lost-yes}" = yes ] || { echo "what was not synced could not be dropped" >&2; exit 3; }
}

remove_cgroups() {
    local each
    for each in "${cgroups[@]}"; do
        for _ in $(seq 50); do
            [ -d "$each" ] || break
            find "$each" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
        done
    done
}
trap remove_cgroups EXIT
for each in "${cgroups[@]}"; do
    mkdir "$each" || { echo "no control group $each can be made here" >&2; exit 1; }
done

(
    for each in "${cgroups[@]}"; do echo "$BASHPID" >"$each/cgroup.procs"; done
    exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc bash "$0" --inside "$tree" "$folder" "$machine" "$@"
) </dev/null &
child=$!

orphaned=no
said=''
while kill -0 "$child" 2>/dev/null; do
    word=''
    if read -r -t 0.2 word; then
        [ "$said$word" != stop ] || break
        said=''
    elif [ $? -le 128 ]; then
        orphaned=yes
        # Nobody reads this any more: what the shell says of a killed child would end it before it has tidied up.
        exec >/dev/null 2>&1
        break
    else
        # On a busy machine the time may be up in the middle of the word.
        said+=$word
    fi
done
kill -KILL "$child" 2>/dev/null || true
wait "$child" 2>/dev/null || true
lose_unsynced
if [ $orphaned = yes ]; then
    # The namespace dies a moment behind its first process, and until then somebody in there may still write.
    for _ in $(seq 50); do
        rm -rf "$folder" 2>/dev/null && break
        sleep 0.1
    done
fi

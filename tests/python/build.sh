#!/bin/sh
# Installs a Python program of other people that tests talk to or run, and prints the folder of its packages.
#
#   tests/python/build.sh NAME [OUTDIR]       default: ${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/NAME-VERSION
#
#   schemathesis     makes requests out of an API document
#   sushy-tools      a Redfish server, for the tests of management controllers
#
# Every package has its version in NAME.txt, the program itself too. A second call finds its own work. Needs python3 with pip (Debian: python3-pip).
# Exit status: 0 there, 1 it could not be installed, 2 wrong call.
set -eu

say() { printf 'python: %s\n' "$*" >&2; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
name=${1:-}
required=$here/$name.txt
case $name in '' | */*) required= ;; esac
if [ $# -gt 2 ] || [ ! -f "$required" ]; then
    say "usage: build.sh NAME [OUTDIR], where NAME.txt is one of $(cd "$here" && echo *.txt)"
    exit 2
fi
version=$(sed -n "s/^$name==//p" "$required")
[ -n "$version" ] || { say "$required has no line $name==VERSION"; exit 1; }
out=${2:-${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/$name-$version}
mkdir -p -- "$out"

# Written last, so that what was cut short is never taken for whole. The interpreter is part of it: packages hold compiled code.
wanted=$({ cat "$required"; python3 --version; } | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$out/stamp" 2>/dev/null || true)" != "$wanted" ]; then
    rm -rf -- "$out/stamp" "$out/packages.new" "$out/packages"
    python3 -m pip install --quiet --disable-pip-version-check --no-input --no-deps --root-user-action=ignore \
        --target "$out/packages.new" -r "$required" >&2 || { say "pip could not install $name: is python3-pip there?"; exit 1; }
    mv -- "$out/packages.new" "$out/packages"
    printf '%s\n' "$wanted" > "$out/stamp"
fi
printf '%s\n' "$out/packages"

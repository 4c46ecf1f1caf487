#!/bin/sh
# Installs schemathesis, which makes requests out of an API document, and prints the folder of its packages.
#
#   tests/schemathesis/build.sh [OUTDIR]       default: ${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/schemathesis-4.32.5
#
# Every package has its version in requirements.txt. A second call finds its own work. Needs python3 with pip (Debian: python3-pip).
# Exit status: 0 there, 1 it could not be installed, 2 wrong call.
set -eu

version=4.32.5
say() { printf 'schemathesis: %s\n' "$*" >&2; }

[ $# -le 1 ] || { say "usage: build.sh [OUTDIR]"; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/schemathesis-$version}
mkdir -p -- "$out"

# Written last, so that what was cut short is never taken for whole. The interpreter is part of it: packages hold compiled code.
wanted=$({ cat "$here/requirements.txt"; python3 --version; } | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$out/stamp" 2>/dev/null || true)" != "$wanted" ]; then
    rm -rf -- "$out/stamp" "$out/packages.new" "$out/packages"
    python3 -m pip install --quiet --disable-pip-version-check --no-input --no-deps --root-user-action=ignore \
        --target "$out/packages.new" -r "$here/requirements.txt" >&2 || { say "pip could not install it: is python3-pip there?"; exit 1; }
    mv -- "$out/packages.new" "$out/packages"
    printf '%s\n' "$wanted" > "$out/stamp"
fi
printf '%s\n' "$out/packages"

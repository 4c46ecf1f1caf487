#!/bin/sh
# Builds the S3 server that go.mod pins, for tests, and prints the folder it lies in.
#
#   tests/s3/build.sh [OUTDIR]        default: ${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/versitygw-1.8.0
#
# Progress goes to standard error. A second call finds its own work. Go is taken from $GO or the path and must be 1.25 or newer.
# Exit status: 0 built or there already, 1 the build failed.
set -eu

version=1.8.0
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/versitygw-$version}
mkdir -p -- "$out"
out=$(CDPATH='' cd -- "$out" && pwd)
wanted=$(cat "$here/go.mod" "$here/go.sum" "$here/tools.go" "$here/build.sh" | sha256sum | cut -d ' ' -f 1)

# Two calls at once must not build twice.
exec 9>"$out/lock"
flock 9
if [ ! -x "$out/versitygw" ] || [ "$(cat "$out/stamp" 2>/dev/null)" != "$wanted" ]; then
    printf 's3: building versitygw %s (once)\n' "$version" >&2
    rm -f -- "$out/stamp"
    cd -- "$here"
    GOFLAGS="" GOWORK=off "${GO:-go}" build -mod=readonly -buildvcs=false \
        -o "$out/versitygw.new" github.com/versity/versitygw/cmd/versitygw 9>&-
    mv -f -- "$out/versitygw.new" "$out/versitygw"
    # Last, so that a build that was cut short is never taken for a whole one.
    printf '%s\n' "$wanted" >"$out/stamp"
fi
printf '%s\n' "$out"

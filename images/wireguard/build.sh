#!/bin/sh
# Builds wireguard-go of the version that go.mod pins and prints the program's path.
#
#   images/wireguard/build.sh [OUTDIR]        default: ${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/wireguard-go-VERSION
#
# Progress goes to standard error, the path to standard output. A second call finds its own work and returns at once,
# without Go. Go is taken from $GO, $GOROOT, the path, or the usual places; it must be 1.25 or newer.
# Exit status: 0 built or there already, 1 the build failed, 2 wrong call, 3 no usable Go.
set -eu

wireguard_version=20250521
go_minor_wanted=25

say() { printf 'wireguard: %s\n' "$*" >&2; }

go_is_usable() {
    version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
    minor=$(printf '%s\n' "$version" | sed -n 's/^go1\.\([0-9][0-9]*\).*/\1/p')
    [ -n "$minor" ] && [ "$minor" -ge "$go_minor_wanted" ]
}

find_go() {
    for go in "${GO:-}" "${GOROOT:+$GOROOT/bin/go}" "$(command -v go || true)" /usr/local/go/bin/go \
        /usr/lib/go-1.*/bin/go "$HOME/go/bin/go" "$HOME"/sdk/go1.*/bin/go; do
        if [ -n "$go" ] && [ -x "$go" ] && go_is_usable "$go"; then
            printf '%s\n' "$go"
            return 0
        fi
    done
    return 1
}

[ $# -le 1 ] || { say "usage: build.sh [OUTDIR]"; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/metal-plant/wireguard-go-$wireguard_version}
mkdir -p -- "$out"
out=$(CDPATH='' cd -- "$out" && pwd)

# What the program was made of. The stamp is written last, so a build that was cut short is never taken for a whole one.
wanted=$(cat "$here/go.mod" "$here/go.sum" "$here/tools.go" "$here/build.sh" | sha256sum | cut -d ' ' -f 1)
is_built() { [ -x "$out/wireguard-go" ] && [ "$(cat "$out/stamp" 2>/dev/null)" = "$wanted" ]; }

if is_built; then
    printf '%s\n' "$out/wireguard-go"
    exit 0
fi

# Two calls at once must not build twice. The lock goes away with this process, whatever ends it.
exec 9>"$out/lock"
if ! flock -n 9; then
    say "another call builds in $out already, waiting for it"
    flock 9
fi
if is_built; then
    printf '%s\n' "$out/wireguard-go"
    exit 0
fi

go=$(find_go) || {
    say "no Go 1.$go_minor_wanted or newer found, and wireguard-go is not built yet in $out."
    say "Install it, or set GO to the go program, and call again."
    exit 3
}

# Inside the target folder, so that the rename below stays on one file system and is atomic.
rm -rf -- "$out"/building.*
work="$out/building.$$"
mkdir -- "$work"
trap 'rm -rf -- "$work"' EXIT
trap 'exit 1' HUP INT TERM

cd -- "$here"
say "building wireguard-go $wireguard_version with $(GOTOOLCHAIN=local "$go" env GOVERSION)"
CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS='' GOWORK=off "$go" build -mod=readonly -trimpath -buildvcs=false \
    -ldflags '-s -w -buildid=' -o "$work/wireguard-go" golang.zx2c4.com/wireguard 9>&- || {
    say "building wireguard-go failed. Its sources come from the Go module proxy once; the lines above say what is missing."
    exit 1
}

rm -f -- "$out/stamp"
mv -f -- "$work/wireguard-go" "$out/wireguard-go"
printf '%s\n' "$wanted" >"$work/stamp"
mv -f -- "$work/stamp" "$out/stamp"
say "wireguard-go is in $out"
printf '%s\n' "$out/wireguard-go"

//go:build tools

// Package wireguard names the program that build.sh makes, so that go.mod and go.sum cover all that it is made of.
package wireguard

import _ "golang.zx2c4.com/wireguard"

//go:build tools

// Package nsq names the programs that build.sh makes, so that go.mod and go.sum cover all that they are made of.
package nsq

import (
	_ "github.com/nsqio/nsq/apps/nsqd"
	_ "github.com/nsqio/nsq/apps/nsqlookupd"
)

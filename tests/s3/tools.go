//go:build tools

// Package s3 pins the S3 server that backups are tested against. It is not shipped.
package s3

import _ "github.com/versity/versitygw/cmd/versitygw"

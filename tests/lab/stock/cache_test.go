package stock

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

const cacheKernels, cacheImages = "127.0.0.1:3001", "127.0.0.1:3002"

// emptyBucket is an S3 store without an object: where OS images come from is no program of this plant.
func emptyBucket(t *testing.T) string {
	t.Helper()
	listener := kit.Must(net.Listen("tcp", "127.0.0.1:0"))
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		_, _ = io.WriteString(w, `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`)
	})}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

// theirCache fetches what machines boot, and looks again whether it is still the same.
func theirCache(t *testing.T, l *lab) {
	kernel, initrd := l.bootFiles()
	folder := l.file("cache")
	kit.Must0(os.MkdirAll(folder, 0o700))
	api := l.plant.Status.API
	p := l.start("metal-image-cache-sync", nil, filepath.Join(l.programs, "metal-image-cache-sync"), "--metal-api-endpoint", api.URL, "--metal-api-hmac", api.HMAC.View,
		// A name that no host may have, so that the bucket is not put in front of the store's address.
		"--image-store", emptyBucket(t), "--image-store-bucket", "Lab_Images", "--cache-root-path", folder, "--schedule", "@every 2s",
		"--image-cache-bind-address", "127.0.0.1:3000", "--kernel-cache-bind-address", cacheKernels, "--boot-image-cache-bind-address", cacheImages)
	defer p.stop()
	listens(t, cacheKernels, p)
	for from, wanted := range map[string][]byte{cacheKernels + "/lab/kernel": kernel, cacheImages + "/lab/initrd": initrd} {
		kit.Eventually(t, patience, from+" is what the plant's store has", func() (bool, string) {
			answer, err := http.Get("http://" + from)
			if err != nil {
				return false, err.Error()
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			return err == nil && bytes.Equal(body, wanted), fmt.Sprintf("%s, %d bytes; %s", answer.Status, len(body), p.said())
		})
	}
	kit.Eventually(t, patience, "what it has agrees with the plant's MD5, so that it keeps it", func() (bool, string) {
		lines := strings.Split(p.said(), "\n")
		for _, line := range lines {
			if strings.Contains(line, "lab/initrd") && strings.Contains(line, "keep") {
				return true, ""
			}
		}
		return false, p.said()
	})
	kit.Check(t, !strings.Contains(p.said(), "invalid hash sum"), "it takes what it has for damaged: %s", p.said())
	l.page.saw("kernel and boot image with its MD5; OS images come from S3, where the lab has none")
}

// Package outside starts what a plant uses and does not bring along: an S3 server for firmware, a headscale server, and a Dex
// where STOCK_DIR has one.
package outside

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	id      = "id"
	secret  = "very secret"
	bucket  = "firmware"
	readyIn = 60 * time.Second
)

// Servers are those that were started, and what a plant is told of them.
type Servers struct {
	// Properties are lines of plant.properties, Environment has the keys of the S3 server.
	Properties  string
	Environment []string
	// Dex is the one of STOCK_DIR, if there is one.
	Dex *Dex
	// Metrics is the address at which the plant shows its metrics.
	Metrics string

	folder string
	stops  []func()
}

// Start starts them. Root is the folder of the project.
func Start(root string) (*Servers, error) {
	folder, err := os.MkdirTemp("", "compat-outside-")
	if err != nil {
		return nil, err
	}
	s := &Servers{folder: folder}
	if err := errors.Join(s.startS3(root), s.startHeadscale(), s.startDex(), s.openMetrics()); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Stop ends them and forgets what they held.
func (s *Servers) Stop() {
	for _, stop := range s.stops {
		stop()
	}
	_ = os.RemoveAll(s.folder)
}

func (s *Servers) startS3(root string) error {
	build := exec.Command(filepath.Join(root, "tests", "s3", "build.sh"))
	build.Stderr = os.Stderr
	built, err := build.Output()
	if err != nil {
		return fmt.Errorf("the S3 server cannot be built: %w", err)
	}
	data, metadata := filepath.Join(s.folder, "data"), filepath.Join(s.folder, "metadata")
	if err := errors.Join(os.MkdirAll(filepath.Join(data, bucket), 0o755), os.Mkdir(metadata, 0o755)); err != nil {
		return err
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	program := filepath.Join(strings.TrimSpace(string(built)), "versitygw")
	if err := s.run(program, "--port", address, "--access", id, "--secret", secret, "--quiet",
		"posix", "--sidecar", metadata, data); err != nil {
		return err
	}
	endpoint := "http://" + address
	s.Properties += fmt.Sprintf("firmware.to=s3://%s/rack?endpoint=%s\n", bucket, url.QueryEscape(endpoint))
	s.Environment = append(s.Environment, "AWS_ACCESS_KEY_ID="+id, "AWS_SECRET_ACCESS_KEY="+secret)
	return answers(endpoint)
}

// openMetrics is no server of its own: the plant opens this port, for a Prometheus of STOCK_DIR.
func (s *Servers) openMetrics() (err error) {
	s.Metrics, err = freeAddress()
	s.Properties += "metrics.listen=" + s.Metrics + "\n"
	return err
}

func (s *Servers) run(program string, arguments ...string) error {
	command := exec.Command(program, arguments...)
	var told bytes.Buffer
	command.Stdout, command.Stderr = &told, &told
	if err := command.Start(); err != nil {
		return err
	}
	s.stops = append(s.stops, func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	return nil
}

func (s *Servers) tellOf(server, key string) error {
	file := filepath.Join(s.folder, "headscale-key")
	if err := os.WriteFile(file, []byte(key+"\n"), 0o600); err != nil {
		return err
	}
	s.Properties += fmt.Sprintf("vpn.headscale=%s\nvpn.api-key-file=%s\nvpn.address=https://vpn.example.org\n", server, file)
	return nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// answers waits until somebody answers there, with whatever.
func answers(address string) error {
	for deadline := time.Now().Add(readyIn); ; time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(address)
		if err == nil {
			return response.Body.Close()
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

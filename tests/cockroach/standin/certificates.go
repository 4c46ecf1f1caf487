package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
)

// What a node shows and trusts. SIGHUP reads the files again; wrong ones leave those that are in use.
type certificates struct {
	folder  string
	current atomic.Pointer[loaded]
}

type loaded struct {
	node tls.Certificate
	ca   *x509.CertPool
}

func openCertificates(folder string) (*certificates, error) {
	c := &certificates{folder: folder}
	return c, c.reload()
}

func (c *certificates) reload() error {
	pem, err := os.ReadFile(filepath.Join(c.folder, "ca.crt"))
	if err != nil {
		return fmt.Errorf("no CA certificate found, does it exist in %s? %w", c.folder, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return errors.New("ca.crt holds no certificate")
	}
	node, err := loadPair(c.folder, "node")
	if err != nil {
		return err
	}
	if err := checkNode(node.Leaf, pool); err != nil {
		return fmt.Errorf("node.crt: %w", err)
	}
	c.current.Store(&loaded{node, pool})
	return nil
}

func loadPair(folder, name string) (tls.Certificate, error) {
	key := filepath.Join(folder, name+".key")
	if err := checkMode(key); err != nil {
		return tls.Certificate{}, err
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(folder, name+".crt"), key)
	if err != nil {
		return pair, fmt.Errorf("%s.crt and %s.key: %w", name, name, err)
	}
	pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0])
	return pair, err
}

// A key is its owner's alone, who is this process; or root's, and then its group may read it.
func checkMode(file string) error {
	if os.Getenv("COCKROACH_SKIP_KEY_PERMISSION_CHECK") == "true" {
		return nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t).Uid
	mode := info.Mode().Perm()
	switch {
	case int(owner) == os.Getuid() && mode&^0o700 == 0:
		return nil
	case owner == 0 && mode&^0o740 == 0:
		return nil
	}
	return fmt.Errorf("key file %s has permissions %#o, exceeds allowed: it has to belong to user %d with at most 0700, or to root with at most 0740",
		file, mode, os.Getuid())
}

func checkNode(leaf *x509.Certificate, pool *x509.CertPool) error {
	if leaf.Subject.CommonName != "node" {
		return fmt.Errorf("the common name is %q, not \"node\"", leaf.Subject.CommonName)
	}
	for _, usage := range []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth} {
		if !slices.Contains(leaf.ExtKeyUsage, usage) {
			return errors.New("it is not for servers and clients both")
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

// server is what a listener uses: every new connection sees the files as they were last read.
func (c *certificates) server() *tls.Config {
	return &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		now := c.current.Load()
		return &tls.Config{
			Certificates: []tls.Certificate{now.node},
			ClientCAs:    now.ca,
			ClientAuth:   tls.VerifyClientCertIfGiven,
			MinVersion:   tls.VersionTLS12,
		}, nil
	}}
}

// Package lab starts a node of CockroachDB, or of its stand-in, and hurts it: certificates, kills, drains, upgrades.
package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Authority issues what a node and its clients show.
type Authority struct {
	Folder string
	key    *ecdsa.PrivateKey
	leaf   *x509.Certificate
	serial int64
}

// NewAuthority makes one and writes ca.crt; its key never lies there.
func NewAuthority(folder string) (*Authority, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	a := &Authority{Folder: folder, key: key, serial: 1}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "plant database CA"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	if a.leaf, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	return a, writePEM(filepath.Join(folder, "ca.crt"), "CERTIFICATE", der, 0o644)
}

// Issue writes NAME.crt, NAME.key and, for Java, NAME.pk8.
func (a *Authority) Issue(name, commonName string, usages ...x509.ExtKeyUsage) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	a.serial++
	template := &x509.Certificate{
		SerialNumber: big.NewInt(a.serial), Subject: pkix.Name{CommonName: commonName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(12 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: usages,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.leaf, &key.PublicKey, a.key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	place := filepath.Join(a.Folder, name)
	if err := writePEM(place+".key", "PRIVATE KEY", private, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(place+".pk8", private, 0o600); err != nil {
		return err
	}
	return writePEM(place+".crt", "CERTIFICATE", der, 0o644)
}

// IssueNode writes what a node shows.
func (a *Authority) IssueNode() error {
	return a.Issue("node", "node", x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)
}

// IssueRoot writes what the user root shows.
func (a *Authority) IssueRoot() error {
	return a.Issue("client.root", "root", x509.ExtKeyUsageClientAuth)
}

// TLS is how a user with a certificate connects.
func (a *Authority) TLS(user string) (*tls.Config, error) {
	pool := x509.NewCertPool()
	pool.AddCert(a.leaf)
	pair, err := tls.LoadX509KeyPair(filepath.Join(a.Folder, "client."+user+".crt"), filepath.Join(a.Folder, "client."+user+".key"))
	if err != nil {
		return nil, err
	}
	return &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}, ServerName: "127.0.0.1"}, nil
}

func writePEM(file, kind string, der []byte, mode os.FileMode) error {
	_ = os.Remove(file)
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}

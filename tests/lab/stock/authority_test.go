package stock

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/ssh"

	"metalplant.invalid/compat/kit"
)

// authority is an operator's, for the way between console services.
type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// pair is a certificate and its key in PEM.
type pair struct{ certificate, key []byte }

func newAuthority(name string) *authority {
	key := kit.Must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour)}
	der := kit.Must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	return &authority{kit.Must(x509.ParseCertificate(der)), key}
}

func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// pair signs one with a key of RSA, which is what the deployments of metal-stack have, for this address and for clients too.
func (a *authority) pair(name, address string) pair {
	key := kit.Must(rsa.GenerateKey(rand.Reader, 2048))
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		IPAddresses: []net.IP{net.ParseIP(address)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		NotBefore:   time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour)}
	der := kit.Must(x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key))
	return pair{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})}
}

func (p pair) tls() tls.Certificate { return kit.Must(tls.X509KeyPair(p.certificate, p.key)) }

// hostKey is the line of its public key, as SSH writes it.
func (p pair) hostKey() []byte {
	return ssh.MarshalAuthorizedKey(kit.Must(ssh.ParsePrivateKey(p.key)).PublicKey())
}

// write puts it, and the authority's certificate, into a folder.
func (p pair) write(folder, name string) {
	kit.Must0(os.WriteFile(filepath.Join(folder, name+".pem"), p.certificate, 0o600))
	kit.Must0(os.WriteFile(filepath.Join(folder, name+"-key.pem"), p.key, 0o600))
}

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// certificate writes a certificate for this machine and its key.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, bytes []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", raw)
}

func TestTLS(t *testing.T) {
	cert, key := certificate(t)
	data := t.TempDir()
	server := serve(t, "serve", data, "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(server.url, "https://127.0.0.1:") {
		t.Errorf("the server says it is at %s", server.url)
	}
	must(t, nil, "health", "--data", data)
	refused(t, "unreachable", "health", "--addr", "http"+strings.TrimPrefix(server.url, "https")+"0")
	if status, log := server.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("status %d %q", status, log)
	}
}

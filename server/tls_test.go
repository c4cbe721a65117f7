package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
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
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	for _, path := range []string{"/healthz", "/"} {
		res, err := client.Get(server.url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got := res.Header.Get("Strict-Transport-Security"); !strings.Contains(got, "max-age=31536000") {
			t.Errorf("%s: HSTS is %q", path, got)
		}
	}
	refused(t, "unreachable", "health", "--addr", "http"+strings.TrimPrefix(server.url, "https")+"0")
	if status, log := server.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("status %d %q", status, log)
	}
}

// A certificate is asked for at the authority when its name comes, and for no
// other name.
func TestCertificateOfAnAuthority(t *testing.T) {
	var asked atomic.Int32
	authority := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Error(w, "not today", http.StatusBadRequest) // a 503 would be tried again for minutes
	}))
	defer authority.Close()
	data := t.TempDir()
	refused(t, "bad_tls", "serve", "--data", data, "--tls-domain", "sync.example.cn", "--tls-cert", "a", "--tls-key", "b")
	server := serve(t, "serve", data, "--tls-domain", "sync.example.cn", "--acme-directory", authority.URL)
	if !strings.HasPrefix(server.url, "https://sync.example.cn:") {
		t.Errorf("the server says it is at %s", server.url)
	}
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.url, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	shake := func(name string) error {
		c, err := tls.Dial("tcp", net.JoinHostPort("127.0.0.1", port), &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err == nil {
			c.Close()
		}
		return err
	}
	if err := shake("other.example.cn"); err == nil || asked.Load() != 0 {
		t.Errorf("another name: %v, the authority was asked %d times", err, asked.Load())
	}
	if err := shake("sync.example.cn"); err == nil || asked.Load() == 0 {
		t.Errorf("our name: %v, the authority was asked %d times", err, asked.Load())
	}
	if status, log := server.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("status %d %q", status, log)
	}
}

package accounts

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
)

func codeOf(err error) string {
	var coded *models.Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return ""
}

func TestPasswordRule(t *testing.T) {
	words := []string{"zhangwei", "张伟", "政企服务一班", "13800001234", "a"}
	for password, ok := range map[string]bool{
		"paddy-lantern-ferry":       true,
		"correct horse battery":     true,
		"竹影清风明月照我归程远":               false, // eleven
		"竹影清风明月照我归程远去":              true,
		"κρυφό μυστικό":             true,
		"aB3$xY7!qW9z":              true,
		"short":                     false,
		"elevenchars":               false,
		strings.Repeat("ab9$", 32):  true, // 128
		strings.Repeat("ab9$", 33):  false,
		"Password123456":            false,
		"P@ssw0rd2024!":             false,
		"qwertyuiop123":             false,
		"123456789012":              false,
		"abcdefghijklmnop":          false,
		"aaaaaaaaaaaaaaaa":          false,
		"woaini1314520":             false,
		"zhangwei20240101":          false,
		"ZHANGWEI@fieldsync":        false,
		"张伟张伟张伟张伟张伟张伟12345":         false,
		"13800001234!!":             false,
		"张伟 owns a purple umbrella": true,
		"\xff\xfe bad bytes here..": false,
	} {
		if err := checkPassword(password, words); (err == nil) != ok || err != nil && codeOf(err) != CodeWeakPassword {
			t.Errorf("%q: %v, want allowed: %v", password, err, ok)
		}
	}
}

func TestHashes(t *testing.T) {
	ctx, h := context.Background(), newHasher(1)
	phc, err := h.hash(ctx, "paddy-lantern-ferry")
	if err != nil || !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", phc, err)
	}
	again, err := h.hash(ctx, "paddy-lantern-ferry")
	if err != nil || again == phc {
		t.Errorf("the salt is the same: %v", err)
	}
	verify := func(phc, password string, ok, stale bool) {
		t.Helper()
		if gotOK, gotStale, err := h.verify(ctx, phc, password); err != nil || gotOK != ok || gotStale != stale {
			t.Errorf("%q against %s: %v %v %v", password, phc, gotOK, gotStale, err)
		}
	}
	verify(phc, "paddy-lantern-ferry", true, false)
	verify(phc, "paddy-lantern-ferrx", false, false)
	verify("", "paddy-lantern-ferry", false, false)
	verify("", "", false, false)
	// Full-width letters are the same keys (NFKC).
	verify(phc, "ｐaddy-lantern-ferry", true, false)

	// The test vector of the reference implementation, with its own cost.
	verify("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password", true, true)

	for _, bad := range []string{
		"x", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
	} {
		if _, _, err := h.verify(ctx, bad, "password"); err == nil {
			t.Errorf("%s was taken for a hash", bad)
		}
	}
}

func TestCounter(t *testing.T) {
	var c counter
	now := int64(1e12)
	for i := range Guesses {
		if wait := c.guess(now); wait != 0 {
			t.Fatalf("guess %d waits %v", i+1, wait)
		}
	}
	var waits []time.Duration
	for range 8 {
		wait := c.guess(now)
		waits = append(waits, wait)
		if again := c.guess(now); again != wait {
			t.Errorf("who asks while he waits is held up longer: %v, %v", wait, again)
		}
		now += wait.Milliseconds()
		if wait := c.guess(now); wait != 0 {
			t.Errorf("after the wait another: %v", wait)
		}
	}
	if waits[0] != 30*time.Second || waits[1] != time.Minute || waits[7] != 15*time.Minute {
		t.Errorf("waits: %v", waits)
	}
	back := c
	if wait := back.guess(now - 1e9); wait > maxWait {
		t.Errorf("a clock that was set back makes one wait %v", wait)
	}
	now += (forgetAfter + maxWait).Milliseconds()
	if c.guess(now); c.Fails != 1 {
		t.Errorf("after a day %d guesses stand", c.Fails)
	}
}

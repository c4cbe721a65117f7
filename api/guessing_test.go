package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/api/accounts"
	"fieldsync/models"
	"fieldsync/sync"
)

// guessed sends wrong passwords until the way is closed.
func (w *world) guessed(user, known string) answer {
	w.t.Helper()
	for range accounts.Guesses {
		w.signIn(user, wrongPassword, known).want(w.t, 401, accounts.CodeBadCredentials)
	}
	return w.signIn(user, wrongPassword, known).want(w.t, 429, accounts.CodeLocked)
}

func TestGuessingIsHeldUp(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	phone := w.enrol("csm01")
	if n := seconds(t, w.guessed("csm01", "")); n < 25 || n > 30 {
		t.Errorf("the first wait is %d s", n)
	}
	// No guess is judged now, not even the right one, wherever it says it is from.
	w.signIn("csm01", goodPassword, "").want(t, 429, accounts.CodeLocked)
	for i := range 10 {
		body := toJSON(t, map[string]string{"user": "csm01", "password": goodPassword})
		w.send("POST", "/v1/sessions", "", body, "X-Forwarded-For", fmt.Sprintf("10.0.0.%d", i), "Forwarded", "for=10.1.1.1").want(t, 429, accounts.CodeLocked)
	}
	// The owner gets in from where he is known, and others are not concerned.
	csm.enter(w.signIn("csm01", goodPassword, csm.known).want(t, http.StatusCreated, ""))
	w.signIn("csm01", goodPassword, phone.token).want(t, http.StatusCreated, "")
	w.signIn("admin", goodPassword, "").want(t, http.StatusCreated, "")
	// What is known to one account is nothing to another.
	w.signIn("csm01", goodPassword, admin.known).want(t, 429, accounts.CodeLocked)
	w.signIn("csm01", goodPassword, w.enrol("am01").token).want(t, 429, accounts.CodeLocked)

	w.pass(31 * time.Second)
	w.signIn("csm01", wrongPassword, "").want(t, 401, accounts.CodeBadCredentials)
	if n := seconds(t, w.signIn("csm01", wrongPassword, "").want(t, 429, accounts.CodeLocked)); n < 55 || n > 60 {
		t.Errorf("the second wait is %d s", n)
	}
	// It lasts through a restart, and for another server on the same store.
	w.openEngine()
	again, err := api.New(w.engine, api.Options{})
	w.must(err)
	w.srv.Config.Handler = again
	w.signIn("csm01", goodPassword, "").want(t, 429, accounts.CodeLocked)
	admin.do("POST", "/v1/users/csm01/unlock", nil).want(t, 200, "")
	w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, "")

	// A known place is held up for itself: a thief of it guesses no more.
	w.guessed("csm01", csm.known)
	w.guessed("csm01", phone.token)
	w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, "")
}

// A device that lost its rights is no place to guess from.
func TestARevokedDeviceIsAStranger(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	admin.joins("csm01")
	phone := w.enrol("csm01")
	w.guessed("csm01", "")
	w.must(w.engine.Revoke(t.Context(), phone.id))
	w.signIn("csm01", goodPassword, phone.token).want(t, 429, accounts.CodeLocked)
}

// Guesses that are made at once are counted before any is judged, on two
// servers as well.
func TestManyGuessesAtOnce(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	admin.joins("csm01")
	first := w.engine
	w.openEngine()
	var judged, held atomic.Int64
	var wg sync.WaitGroup
	for i := range 40 {
		people := accounts.New([]*changesync.Engine{first, w.engine}[i%2], accounts.Options{})
		wg.Go(func() {
			_, err := people.SignIn(t.Context(), accounts.Attempt{User: "csm01", Password: wrongPassword})
			switch codeOf(err) {
			case accounts.CodeBadCredentials:
				judged.Add(1)
			case accounts.CodeLocked:
				held.Add(1)
			default:
				t.Errorf("a wrong password: %v", err)
			}
		})
	}
	wg.Wait()
	if judged.Load() != accounts.Guesses || held.Load() != 40-accounts.Guesses {
		t.Errorf("%d were judged, %d held up", judged.Load(), held.Load())
	}
}

// The answers tell nobody who has an account, a password, or none any more.
func TestAccountsCannotBeCounted(t *testing.T) {
	w, admin := officeWorld(t, api.Options{SignInRate: 10_000})
	admin.joins("csm01")
	admin.joins("csm02")
	w.must(w.engine.PutUser(t.Context(), changesync.User{Name: "csm02", Staff: "csm02"}))
	bare := func(a answer) string {
		return fmt.Sprint(a.status, a.header.Get("Retry-After"), strings.ReplaceAll(string(a.body), a.header.Get("X-Request-Id"), ""))
	}
	fastest := map[string]time.Duration{}
	said := map[string][]string{}
	users := []string{"csm01", "csm02", "am01", "nobody", "no body", "~"} // with a password, deactivated, without one, none
	for range accounts.Guesses + 1 {
		for _, user := range users {
			begin := time.Now()
			a := w.signIn(user, wrongPassword, "")
			if took := time.Since(begin); a.status == 401 && (fastest[user] == 0 || took < fastest[user]) {
				fastest[user] = took
			}
			said[user] = append(said[user], bare(a))
		}
	}
	for _, user := range users[1:] {
		for i := range said[user] {
			a, b := said["csm01"][i], said[user][i]
			if i == accounts.Guesses { // a second may have passed
				a, b = withoutDigits(a), withoutDigits(b)
			}
			if a != b {
				t.Errorf("answer %d for %q:\n%s\nfor csm01:\n%s", i+1, user, b, a)
			}
		}
		if a, b := fastest["csm01"], fastest[user]; a > 5*b || b > 5*a { // a hash takes fifty times as long as none
			t.Errorf("%q takes %v, csm01 %v", user, b, a)
		}
	}
	// Right passwords of the deactivated look like wrong ones.
	admin.do("POST", "/v1/users/csm02/unlock", nil).want(t, 200, "")
	if got := bare(w.signIn("csm02", goodPassword, "")); got != said["nobody"][0] {
		t.Errorf("deactivated: %s", got)
	}
}

func codeOf(err error) string {
	var coded *models.Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return ""
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, s)
}

// Two hundred people at the door at once: few are hashed at a time, whoever
// finds no place is told so, and all get in when they come back.
func TestManySignInsAtOnceKeepMemoryBounded(t *testing.T) {
	w, admin := officeWorld(t, api.Options{SignInRate: 10_000, HashMemory: 40 << 20})
	admin.joins("csm01")
	w.http = &http.Client{}
	before := live()
	done := make(chan struct{})
	peak := make(chan uint64)
	go watchHeap(done, peak)
	var wg sync.WaitGroup
	var in, later atomic.Int64
	for i := range 200 {
		wg.Go(func() {
			user, password := "csm01", goodPassword
			if i%2 == 1 {
				user = fmt.Sprintf("nobody%d", i)
			}
			switch a := w.signIn(user, password, admin.known); a.status {
			case http.StatusCreated:
				in.Add(1)
			case http.StatusUnauthorized, http.StatusTooManyRequests:
			case http.StatusServiceUnavailable:
				later.Add(1)
			default:
				t.Errorf("answered %d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	close(done)
	if most := <-peak; most > before+160<<20 {
		t.Errorf("the heap grew by %d MiB; 32 hashes at once would be 608", (most-before)>>20)
	} else {
		t.Logf("the heap grew by %d MiB; %d got in, %d were told to come back", (most-before)>>20, in.Load(), later.Load())
	}
	w.http.CloseIdleConnections()
	if after := live(); after > before+32<<20 {
		t.Errorf("the heap kept %d MiB", (after-before)>>20)
	}
	admin.do("POST", "/v1/users/csm01/unlock", nil).want(t, 200, "")
	w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, "")
}

// watchHeap looks at the heap, garbage included, until it is told to stop.
func watchHeap(done <-chan struct{}, peak chan<- uint64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	var most uint64
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		metrics.Read(sample)
		most = max(most, sample[0].Value.Uint64())
		select {
		case <-tick.C:
		case <-done:
			peak <- most
			return
		}
	}
}

package postgres

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fieldsync/api/accounts"
	"fieldsync/api/accounts/otptest"
	"fieldsync/models"
)

// People of two nodes on one database: a code sets one password, guesses on
// both are counted together, and a session holds on either until it ends on one.
func TestPeopleOnTwoNodes(t *testing.T) {
	n := twoNodes(t)
	n.people()
	people := [2]*accounts.People{}
	for i := range people {
		people[i] = accounts.New(n.engines[i], accounts.Options{})
	}
	code, err := people[0].Invite(n.ctx, "", "csm01")
	n.must(err)
	set := func(node int, password string) error {
		_, err := people[node].SetPassword(n.ctx, accounts.Attempt{User: "csm01", Password: password}, code.Code)
		return err
	}
	var won atomic.Int64
	race(8, func(i int) {
		if set(i%2, "paddy-lantern-ferry") == nil {
			won.Add(1)
		}
	})
	if won.Load() != 1 {
		t.Errorf("one code set %d passwords", won.Load())
	}
	var judged, held atomic.Int64
	race(20, func(i int) {
		_, err := people[i%2].SignIn(n.ctx, accounts.Attempt{User: "csm01", Password: "wrong"})
		var coded *models.Error
		switch errors.As(err, &coded); {
		case coded != nil && coded.Code == accounts.CodeBadCredentials:
			judged.Add(1)
		case coded != nil && coded.Code == accounts.CodeLocked:
			held.Add(1)
		default:
			t.Errorf("a wrong password: %v", err)
		}
	})
	if judged.Load() != accounts.Guesses {
		t.Errorf("%d guesses were judged, %d held up", judged.Load(), held.Load())
	}
	n.must(people[1].Unlock(n.ctx, "admin", "csm01"))
	in, err := people[0].SignIn(n.ctx, accounts.Attempt{User: "csm01", Password: "paddy-lantern-ferry"})
	n.must(err)
	if _, err := people[1].Authenticate(n.ctx, in.Token); err != nil {
		t.Errorf("on the other node: %v", err)
	}
	oneCodeOnTwoNodes(t, n, people, &in.Person)
	n.must(people[1].SignOut(n.ctx, "csm01", ""))
	if _, err := people[0].Authenticate(n.ctx, in.Token); err == nil {
		t.Error("signed out on one node, signed in on the other")
	}
}

// oneCodeOnTwoNodes: a code of the second factor that reaches both nodes at
// once opens one session; so does a recovery code.
func oneCodeOnTwoNodes(t *testing.T, n *nodes, people [2]*accounts.People, who *accounts.Person) {
	s, err := people[0].BeginSecondFactor(n.ctx, who, "paddy-lantern-ferry")
	n.must(err)
	begin := time.Now()
	paper, err := people[1].SetUpSecondFactor(n.ctx, who, otptest.Code(t, s.Secret, begin))
	n.must(err)
	for _, code := range []string{otptest.Code(t, s.Secret, begin.Add(otptest.Step)), paper[0]} {
		in := accounts.Attempt{User: "csm01", Password: "paddy-lantern-ferry"}
		var tickets [2]*accounts.Ticket
		for i := range tickets {
			if _, err := people[i].SignIn(n.ctx, in); !errors.As(err, &tickets[i]) {
				t.Fatalf("signing in: %v", err)
			}
		}
		var won atomic.Int64
		race(8, func(i int) {
			if _, err := people[i%2].SignInCode(n.ctx, in, tickets[i/2%2].Secret, code); err == nil {
				won.Add(1)
			}
		})
		if won.Load() != 1 {
			t.Errorf("one code opened %d sessions", won.Load())
		}
		n.must(people[0].Unlock(n.ctx, "admin", "csm01"))
	}
}

// race runs fn so many times at once.
func race(times int, fn func(i int)) {
	var group sync.WaitGroup
	for i := range times {
		group.Go(func() { fn(i) })
	}
	group.Wait()
}

package postgres

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"fieldsync/api/accounts"
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
	n.must(people[1].SignOut(n.ctx, "csm01", ""))
	if _, err := people[0].Authenticate(n.ctx, in.Token); err == nil {
		t.Error("signed out on one node, signed in on the other")
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

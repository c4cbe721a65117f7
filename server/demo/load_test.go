package demo

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

// newEngine has keys, salts and ids from the seed, so that two loads can be
// compared to the byte.
func newEngine(tb testing.TB, store changesync.Store) *changesync.Engine {
	tb.Helper()
	seal := sha256.Sum256([]byte("seal"))
	open, err := ecdh.X25519().NewPrivateKey(seal[:])
	if err != nil {
		tb.Fatal(err)
	}
	sign := sha256.Sum256([]byte("sign"))
	e, err := changesync.NewEngine(tb.Context(), store, changesync.Options{
		Keys:   &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(sign[:]), Open: open},
		Now:    func() time.Time { return testNow },
		Random: &diceReader{dice{testSeed}},
		NewID:  newIDs(),
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(e.Close)
	return e
}

type diceReader struct{ dice }

func (d *diceReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(d.n(256))
	}
	return len(p), nil
}

func newIDs() func() string {
	n := uint64(0)
	return func() string {
		n++
		return (&Org{Seed: n}).ID("made")
	}
}

// state is all that a store holds of the organisation.
type state struct {
	head    changesync.Head
	records []changesync.StoredRecord
	log     []changesync.LogEntry
	users   []changesync.Doc
}

func stateOf(tb testing.TB, store changesync.Store) (s state) {
	tb.Helper()
	err := store.View(tb.Context(), func(tx changesync.ReadTx) (err error) {
		var errs [4]error
		s.head, errs[0] = tx.Head()
		s.records, errs[1] = tx.RecordsIn(changesync.RecordQuery{Limit: 1 << 20})
		s.log, errs[2] = tx.Log(changesync.LogQuery{To: s.head.Seq, Limit: 1 << 20})
		s.users, errs[3] = tx.Docs("user")
		return errors.Join(errs[:]...)
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func load(tb testing.TB, e *changesync.Engine, o *Org) {
	tb.Helper()
	if err := Load(tb.Context(), e, o, nil); err != nil {
		tb.Fatal(err)
	}
}

// What is in the store are the values generated, beside what the server says
// about them.
func TestLoad(t *testing.T) {
	store, o := memstore.New(), Generate(testSeed, 1, testNow)
	e := newEngine(t, store)
	var steps [][2]int
	if err := Load(t.Context(), e, o, func(done, total int) { steps = append(steps, [2]int{done, total}) }); err != nil {
		t.Fatal(err)
	}
	nRecords, nUsers := o.Size()
	if last := steps[len(steps)-1]; last != [2]int{nRecords + nUsers, nRecords + nUsers} || !slices.IsSortedFunc(steps, func(a, b [2]int) int { return a[0] - b[0] }) {
		t.Errorf("progress %v, want it to end at %d", steps, nRecords+nUsers)
	}
	s := stateOf(t, store)
	if len(s.records) != nRecords || len(s.users) != nUsers {
		t.Errorf("%d records and %d users in the store, want %d and %d", len(s.records), len(s.users), nRecords, nUsers)
	}
	wanted := byKey(records(o))
	for _, got := range s.records {
		rec, err := changesync.DecodeRecord(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		want := wanted[got.Key]
		if got.Scope != want.Scope {
			t.Errorf("%s lives at %s, want %s", got.Key, got.Scope, want.Scope)
		}
		compareValues(t, rec, want)
	}
}

func compareValues(t *testing.T, rec *changesync.Record, want Record) {
	t.Helper()
	col := models.Default().Collection(want.Collection)
	values := rec.Values(col)
	for _, f := range col.Fields {
		got, made := string(values[f.Name]), string(want.Values[f.Name])
		switch {
		case f.PerElement():
			a, _ := f.Elements(values[f.Name])
			b, _ := f.Elements(want.Values[f.Name])
			got, made = sorted(a), sorted(b)
		case made == "" && (f.Name == "review" || f.Name == "flags"):
			continue // the server's verdict
		}
		if got != made {
			t.Errorf("%s %s.%s: %s, want %s", want.ID, want.Collection, f.Name, got, made)
		}
	}
}

func sorted[T ~[]byte](list []T) string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	slices.Sort(out)
	return string(mustJSON(out))
}

// What is incomplete waits for a person, and so does the late visit.
func TestLoadFlags(t *testing.T) {
	store, o := memstore.New(), Generate(testSeed, 1, testNow)
	e := newEngine(t, store)
	load(t, e, o)
	issues := map[string]bool{}
	for _, r := range records(o) {
		rec, err := e.View(t.Context(), Actor, changesync.Key{Collection: r.Collection, ID: r.ID})
		if err != nil || rec == nil {
			t.Fatalf("%s is not seen: %v", r.ID, err)
		}
		v := rec.Values(models.Default().Collection(r.Collection))
		if v["flags"] != nil {
			issues[r.ID] = true
		}
		if state := string(v["review"]); r.Incomplete != "" && state != `"has_issues"` && state != `"returned"` {
			t.Errorf("%s lacks %s and is %s", r.Collection, r.Incomplete, state)
		}
	}
	for _, name := range []string{"key_person/4/3", "key_person/10/2", "key_person/22/1", "customer_info_form/18", "visit_record/19"} {
		if !issues[o.ID(name)] {
			t.Errorf("%s has no flags", name)
		}
		delete(issues, o.ID(name))
	}
	if len(issues) > 0 {
		t.Errorf("%d more records have flags", len(issues))
	}
}

// The people hold what their posts give them.
func TestLoadGrants(t *testing.T) {
	store, o := memstore.New(), Generate(testSeed, 1, testNow)
	load(t, newEngine(t, store), o)
	for _, want := range []struct {
		user, scope, view string
		write             bool
	}{
		{"csm01", "customer/" + o.ID("customer/2"), "csm", true},
		{"am01", "customer/" + o.ID("customer/2"), "am", true},
		{"csm02", "customer/" + o.ID("customer/2"), "", false},
		{"csm01", "star/" + o.ID("star_customer/A"), "csm", true},
		{"ssm02", "star/" + o.ID("star_customer/10"), "ssm", true},
		{"csm01", "event/" + o.ID("showcase_event/1"), "csm+member", true},
		{"csm02", "event/" + o.ID("showcase_event/1"), "", false},
		{"pm01", "event/" + o.ID("showcase_event/1"), "desk", true},
		{"supp01", "customer/" + o.ID("customer/1"), "guest", false},
		{"desk03", "event/" + o.ID("showcase_event/1"), "desk", true},
		{"desk03", "customer/" + o.ID("customer/1"), "guest", false},
		{"tl01", "customer/" + o.ID("customer/2"), "leader", true},
		{"admin", string(changesync.AllScopes), "admin", true},
	} {
		var got changesync.Grant
		err := store.View(t.Context(), func(tx changesync.ReadTx) error {
			grants, _, err := tx.Grants(want.user)
			for _, g := range grants {
				if g.Scope == models.Scope(want.scope) && g.Ended == 0 {
					got = g
				}
			}
			return err
		})
		if err != nil || got.View != want.view || got.Write != want.write {
			t.Errorf("%s at %s: %q, %v, want %q, %v (%v)", want.user, want.scope, got.View, got.Write, want.view, want.write, err)
		}
	}
}

func TestLoadTwice(t *testing.T) {
	store, o := memstore.New(), Generate(testSeed, 1, testNow)
	e := newEngine(t, store)
	load(t, e, o)
	first := stateOf(t, store)
	load(t, e, Generate(testSeed, 1, testNow.AddDate(0, 2, 3)))
	second := stateOf(t, store)
	if first.head != second.head || !slices.EqualFunc(first.records, second.records, func(a, b changesync.StoredRecord) bool {
		return a.Key == b.Key && a.Seq == b.Seq && string(a.Body) == string(b.Body)
	}) {
		t.Errorf("the second load moved the log from %d to %d", first.head.Seq, second.head.Seq)
	}
}

// What somebody has made of a record stays, and a larger scale adds to it.
func TestLoadOver(t *testing.T) {
	store, o := memstore.New(), Generate(testSeed, 1, testNow)
	e := newEngine(t, store)
	load(t, e, o)
	key := changesync.Key{Collection: "customer", ID: o.ID("customer/1")}
	if _, err := e.WriteAs(t.Context(), "csm01", changesync.Edit{Key: key, Set: models.Values{"marketing_grid": mustJSON("changed")}}); err != nil {
		t.Fatal(err)
	}
	larger := Generate(testSeed, 2, testNow)
	load(t, e, larger)
	rec, err := e.View(t.Context(), Actor, key)
	if err != nil {
		t.Fatal(err)
	}
	if v := rec.Values(models.Default().Collection("customer")); string(v["marketing_grid"]) != `"changed"` {
		t.Errorf("the edit was overwritten with %s", v["marketing_grid"])
	}
	want, _ := larger.Size()
	if got := len(stateOf(t, store).records); got != want {
		t.Errorf("%d records at scale 2, want %d", got, want)
	}
}

// A load that was cut off anywhere is completed by the next one, and nothing is
// written twice.
func TestLoadResumed(t *testing.T) {
	o := Generate(testSeed, 1, testNow)
	whole := memstore.New()
	load(t, newEngine(t, whole), o)
	want := stateOf(t, whole)
	for _, cut := range []int{0, 1, 3} {
		store := memstore.New()
		e := newEngine(t, store)
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		err := Load(ctx, e, o, func(int, int) {
			if calls++; calls > cut {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cut %d: %v", cut, err)
		}
		load(t, e, o)
		got := stateOf(t, store)
		if len(got.records) != len(want.records) || len(got.users) != len(want.users) {
			t.Errorf("cut %d: %d records, %d users; want %d, %d", cut, len(got.records), len(got.users), len(want.records), len(want.users))
		}
		for n, r := range got.records {
			a, errA := changesync.DecodeRecord(r.Body)
			b, errB := changesync.DecodeRecord(want.records[n].Body)
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			if len(a.Cells) != len(b.Cells) {
				t.Errorf("cut %d: %s has %d cells, %d in one go", cut, r.Key, len(a.Cells), len(b.Cells))
			}
		}
	}
}

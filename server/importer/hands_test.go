package importer

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/server/keys"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
	"fieldsync/sync/memstore"
)

// crew is an organisation of one team: a leader, managers, customers.
type crew struct {
	t       *testing.T
	store   changesync.Store
	engine  *changesync.Engine
	batches int // that were applied, one for each commit and one for each derivation
	commits int
	ids     int
}

const managersOf = 5

func newCrew(t *testing.T, customers int) *crew {
	t.Helper()
	k, err := keys.LoadOrCreate(t.TempDir()+"/keys.json", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &crew{t: t}
	c.store = faultstore.Store(memstore.New(), func(p faultstore.Point) error {
		switch p {
		case faultstore.Apply:
			c.batches++
		case faultstore.CommitBefore:
			c.commits++
		}
		return nil
	})
	now := func() time.Time { return time.Date(2016, 5, 10, 9, 0, 0, 0, models.China) }
	if c.engine, err = changesync.NewEngine(t.Context(), c.store, changesync.Options{Keys: k.ServerKeys, Now: now, Random: rand.Reader, NewID: c.newID}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.engine.Close)
	c.put("team", "t", "org", `{"name":"一班","kind":"班组","leader":"lead"}`)
	c.staff("lead", "TL")
	for i := range managersOf {
		c.staff(fmt.Sprint("m", i), "CSM")
	}
	var edits []changesync.Edit
	for i := range customers {
		id := fmt.Sprint("c", i)
		edits = append(edits, c.edit("customer", id, "customer/"+id, fmt.Sprintf(`{"customer_no":"K%d","customer_name":"公司"}`, i)))
		if len(edits) == 400 || i == customers-1 {
			c.write(edits)
			edits = nil
		}
	}
	return c
}

func (c *crew) newID() string { c.ids++; return fmt.Sprintf("01890000-0000-7000-8000-%012d", c.ids) }

func (c *crew) edit(collection, id, scope, values string) changesync.Edit {
	v := models.Values{}
	if err := json.Unmarshal([]byte(values), &v); err != nil {
		c.t.Fatal(err)
	}
	return changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: models.Scope(scope), Set: v}
}

func (c *crew) write(edits []changesync.Edit) {
	c.t.Helper()
	if _, err := c.engine.WriteAs(c.t.Context(), "admin", edits...); err != nil {
		c.t.Fatal(err)
	}
}

func (c *crew) put(collection, id, scope, values string) {
	c.t.Helper()
	c.write([]changesync.Edit{c.edit(collection, id, scope, values)})
}

func (c *crew) staff(id, role string) {
	c.t.Helper()
	c.put("staff", id, "org", fmt.Sprintf(`{"staff_no":%q,"name":%q,"roles":[%q],"team":"t","active":true,"valid_from":"2015-01-01"}`, id, id, role))
	if err := c.engine.PutUser(c.t.Context(), changesync.User{Name: id, Staff: id, Active: true}); err != nil {
		c.t.Fatal(err)
	}
}

// assign is a list that gives the customers to the managers in turn.
func (c *crew) assign(customers int) string {
	var rows strings.Builder
	rows.WriteString("客户编号,工号,岗位,生效日期\n")
	for i := range customers {
		fmt.Fprintf(&rows, "K%d,m%d,CSM,2016-05-01\n", i, i%managersOf)
	}
	path := filepath.Join(c.t.TempDir(), "assignments.csv")
	if err := os.WriteFile(path, []byte(rows.String()), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// sees counts the customers that an export would give somebody.
func (c *crew) sees(user string) (n int) {
	c.t.Helper()
	err := c.engine.Scan(c.t.Context(), user, "customer", func(page []*changesync.Record) error { n += len(page); return nil })
	var coded *models.Error
	if err != nil && (!errors.As(err, &coded) || coded.Code != changesync.CodeNotFound) {
		c.t.Fatal(err)
	}
	return n
}

// TestAssignmentsDeriveOnce: however long a list of assignments is, the grants
// of each person whom it concerns are derived once, and are right.
func TestAssignmentsDeriveOnce(t *testing.T) {
	const customers = 2000
	c := newCrew(t, customers)
	c.batches, c.commits = 0, 0
	kind, err := Find("assignments")
	if err != nil {
		t.Fatal(err)
	}
	result, err := Run(t.Context(), Options{Kind: kind, File: c.assign(customers), Engine: c.engine, Store: c.store, Actor: "admin", Now: time.Now, NewID: c.newID})
	if err != nil || result.Created != customers {
		t.Fatalf("%+v, %v", result, err)
	}
	// A commit applies its own batch, one with what falls due, and one for each derivation.
	parts := customers/batchRows + 1
	if derived := c.batches - c.commits - parts; derived > managersOf+1 {
		t.Errorf("%d derivations for %d people, in %d commits", derived, managersOf+1, c.commits)
	}
	for user, want := range map[string]int{"lead": customers, "m0": customers / managersOf} {
		if got := c.sees(user); got != want {
			t.Errorf("%s sees %d customers, want %d", user, got, want)
		}
	}
}

// TestAssignmentsFallDue: who is asked for before an import has come to its end,
// or after it was killed, has what was written so far, and no more of what ended.
func TestAssignmentsFallDue(t *testing.T) {
	c := newCrew(t, 3)
	part := func(edits ...changesync.Edit) (whose []string) {
		t.Helper()
		whose, err := c.engine.WritePart(t.Context(), "admin", edits...)
		if err != nil {
			t.Fatal(err)
		}
		return whose
	}
	whose := part(c.edit("assignment", "a", "customer/c0", `{"customer":"c0","staff":"m0","post":"CSM","valid_from":"2016-05-01","reason":"分配"}`))
	if got := strings.Join(whose, " "); got != "lead m0" {
		t.Errorf("concerned are %s", got)
	}
	if held := c.held("m0"); held != 2 { // the organisation and himself
		t.Errorf("%d grants were derived with the part", held)
	}
	for user, want := range map[string]int{"lead": 1, "m0": 1, "m1": 0} {
		if got := c.sees(user); got != want {
			t.Errorf("%s sees %d customers, want %d", user, got, want)
		}
	}
	part(c.edit("assignment", "a", "", `{"valid_to":"2016-05-02"}`))
	for _, user := range []string{"lead", "m0"} {
		if got := c.sees(user); got != 0 {
			t.Errorf("%s still sees %d customers", user, got)
		}
	}
}

// held counts the grants on file that have not ended.
func (c *crew) held(user string) (n int) {
	c.t.Helper()
	err := c.store.View(context.Background(), func(tx changesync.ReadTx) error {
		rows, _, err := tx.Grants(user)
		for _, r := range rows {
			if r.Ended == 0 {
				n++
			}
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// TestScanWithinWhatIsHeldNow: an export goes through all scopes of a person, each
// record once, and stops at what he loses meanwhile, however that is derived.
func TestScanWithinWhatIsHeldNow(t *testing.T) {
	const customers = 1300
	c := newCrew(t, customers)
	kind, err := Find("assignments")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), Options{Kind: kind, File: c.assign(customers), Engine: c.engine, Store: c.store, Actor: "admin", Now: time.Now, NewID: c.newID}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	pages := 0
	err = c.engine.Scan(t.Context(), "lead", "customer", func(page []*changesync.Record) error {
		for _, r := range page {
			if seen[r.Key.ID] {
				t.Fatalf("%s twice", r.Key.ID)
			}
			seen[r.Key.ID] = true
		}
		if pages++; pages == 1 { // the team is given to somebody else
			_, err := c.engine.WritePart(t.Context(), "admin", c.edit("team", "t", "", `{"leader":"m0"}`))
			return err
		}
		return nil
	})
	var coded *models.Error
	if !errors.As(err, &coded) || coded.Code != changesync.CodeNotFound || pages != 1 {
		t.Errorf("%d pages after the team was lost: %v", pages, err)
	}
	if got := c.sees("m0"); got != customers {
		t.Errorf("the new leader exports %d", got)
	}
}

package forms_test

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/models/form"
	"fieldsync/server/forms"
	"fieldsync/sync"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// partial are forms that fill in a part of a record only: others ask the rest.
var partial = map[string]bool{"belongings": true, "terminal_delivery": true}

// notAsked are fields that records fill in by themselves.
var notAsked = []string{"record_no", "collected_by", "collected_at", "submission"}

// TestShippedFitRegistry: each form can be compiled, asks every required field
// of what it fills in, and offers every option with its label.
func TestShippedFitRegistry(t *testing.T) {
	shipped, err := forms.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"visit", "customer_info", "event_signup", "visit_preparation", "belongings", "delivery", "terminal_delivery"} {
		if shipped[name] == nil {
			t.Error(name, "is not shipped")
		}
	}
	for name, set := range shipped {
		d, wrong := form.Compile(models.Default(), "x", set)
		if d == nil {
			t.Errorf("%s: %+v", name, wrong)
			continue
		}
		col := models.Default().Collection(d.Collection)
		asked := map[string]*form.Question{}
		for _, q := range d.Questions {
			if q.Field == "" && q.Type != "note" {
				t.Errorf("%s: %s is not bound", name, q.Name)
			}
			if q.Repeat == "" {
				asked[q.Field] = q
			}
			if f := q.Bound(); f != nil {
				fits(t, name, q, f)
			}
		}
		source, err := models.Decode[models.FormDefinition](set)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range col.Fields {
			if !f.Required || f.Policy == models.Server || slices.Contains(notAsked, f.Name) {
				continue
			}
			q := asked[f.Name]
			if q == nil {
				if !partial[name] {
					t.Errorf("%s does not ask %s", name, f.Name)
				}
				continue
			}
			i := slices.IndexFunc(source.Questions, func(s models.FormQuestion) bool { return s.Name == q.Name })
			if source.Questions[i].Required != "yes" {
				t.Errorf("%s: %s is required", name, q.Name)
			}
		}
	}
}

func fits(t *testing.T, name string, q *form.Question, f *models.Field) {
	if q.Label != f.Label {
		t.Errorf("%s: %s is called %v, its field %v", name, q.Name, q.Label, f.Label)
	}
	if f.Ref != "" && f.Ref != models.AnyRecord && q.Record != f.Ref {
		t.Errorf("%s: %s refers to %s, its field to %s", name, q.Name, q.Record, f.Ref)
	}
	if len(q.Choices) != len(f.Options) {
		t.Errorf("%s: %s has %d choices, its field %d options", name, q.Name, len(q.Choices), len(f.Options))
	}
	for i, c := range q.Choices {
		if label := f.OptionLabel(c.Name); c.Name != f.Options[i] || label.ZH != c.ZH || label.EN != c.EN {
			t.Errorf("%s: %s offers %v, its field %s", name, q.Name, c, f.Options[i])
		}
	}
}

// TestSeed: an organisation gets each form once, and keeps what it made of it.
func TestSeed(t *testing.T) {
	ctx := context.Background()
	_, sign, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	open, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := changesync.NewEngine(ctx, memstore.New(), changesync.Options{Keys: &changesync.ServerKeys{Sign: sign, Open: open},
		Now: time.Now, Random: rand.Reader, NewID: uuid.NewString})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	key := func(name string) changesync.Key {
		return changesync.Key{Collection: "form_definition", ID: forms.ID(name, 1)}
	}
	write := func(k changesync.Key, set models.Values) {
		t.Helper()
		if _, err := engine.WriteAs(ctx, "admin", changesync.Edit{Key: k, Scope: "org", Set: set}); err != nil {
			t.Fatal(err)
		}
	}
	shipped, err := forms.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	own := models.Values{}
	for name, raw := range shipped["belongings"] {
		own[name] = raw
	}
	own["version"] = []byte("4")
	write(changesync.Key{Collection: "form_definition", ID: "own"}, own)
	for range 2 {
		if err := forms.Seed(ctx, engine); err != nil {
			t.Fatal(err)
		}
		err := engine.Look(ctx, func(l *changesync.Ledger) error {
			ids, err := l.IDs("form_definition")
			if len(ids) != len(shipped) {
				t.Errorf("%d definitions, %d are shipped", len(ids), len(shipped))
			}
			if v, err := l.Values(key("belongings")); v != nil || err != nil {
				t.Error("the own version is the newer one", err)
			}
			v, err2 := l.Values(key("visit"))
			if state := string(v["state"]); err2 != nil || state == "" {
				t.Error(v, err2)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		write(key("visit"), models.Values{"state": []byte(`"retired"`)})
	}
	err = engine.Look(ctx, func(l *changesync.Ledger) error {
		v, err := l.Values(key("visit"))
		if string(v["state"]) != `"retired"` {
			t.Error("a retired form came back")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

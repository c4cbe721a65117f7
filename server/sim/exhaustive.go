package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// program is what three devices do to one cell, three operations each.
type program struct {
	name string
	key  changesync.Key
	ops  [3][3]string
	// set makes a value out of an operation's letter.
	set func(letter string) models.Values
}

func oneField(field string, value func(letter string) string) func(string) models.Values {
	return func(letter string) models.Values { return models.Values{field: json.RawMessage(value(letter))} }
}

func quoted(letter string) string { return `"` + letter + `"` }

// programs are the short programs, at least one for each policy. An operation
// is sync, settle, delete, restore, or a write named by a letter.
func programs() []program {
	k1, c1 := changesync.Key{Collection: "key_person", ID: "k1"}, changesync.Key{Collection: "customer", ID: "c1"}
	edits := [3][3]string{{"a", "sync", "b"}, {"sync", "c", "sync"}, {"d", "sync", "e"}}
	element := map[string]string{"a": `["x"]`, "b": `[]`, "c": `["x","y"]`, "d": `["y"]`, "e": `[]`}
	state := map[string]string{"a": "draft", "b": "submitted", "c": "withdrawn", "d": "draft", "e": "submitted"}
	return []program{
		{"latest", c1, edits, oneField("marketing_grid", quoted)},
		{"review", k1, [3][3]string{{"a", "sync", "settle"}, {"b", "sync", "settle"}, {"c", "sync", "d"}}, oneField("position", quoted)},
		{"set", k1, edits, oneField("declined_fields", func(l string) string { return element[l] })},
		{"state", k1, edits, oneField("submission", func(l string) string { return quoted(state[l]) })},
		{"delete", k1, [3][3]string{{"delete", "sync", "restore"}, {"a", "sync", "delete"}, {"sync", "b", "sync"}}, oneField("fault_level", quoted)},
		{"append and fixed", changesync.Key{Collection: "event_lead"}, [3][3]string{{"a", "sync", "b"}, {"c", "sync", "sync"}, {"sync", "d", "sync"}}, signUpAs},
		{"server", k1, [3][3]string{{"a", "sync", "b"}, {"sync", "office", "sync"}, {"c", "sync", "d"}}, oneField("kp_name", quoted)},
	}
}

// signUpAs is one person, signed up by whoever meets him.
func signUpAs(letter string) models.Values {
	entry := fmt.Sprintf(`[{"desk":"d1","operator":"s-csm01","at":"2016-05-10T09:00:00+08:00","said":%q}]`, letter)
	return models.Values{
		"event": json.RawMessage(`"e1"`), "desk": json.RawMessage(`"d1"`), "mobile": json.RawMessage(`"13900000001"`),
		"lead_name": json.RawMessage(quoted(letter)), "entries": json.RawMessage(entry),
	}
}

// everyInterleaving runs each program in all the orders its operations can
// take, the programs beside each other.
func everyInterleaving(ctx context.Context, o *Options, bug *Break, r *Report) error {
	list := programs()
	reports, errs := make([]Report, len(list)), make([]error, len(list))
	var wg sync.WaitGroup
	for i, p := range list {
		wg.Go(func() { errs[i] = explore(ctx, o, bug, p, &reports[i]) })
	}
	wg.Wait()
	for i := range reports {
		r.Interleavings += reports[i].Interleavings
		r.Failures = append(r.Failures, reports[i].Failures...)
	}
	return errors.Join(errs...)
}

func explore(ctx context.Context, o *Options, bug *Break, p program, r *Report) error {
	w, err := newWorld(ctx, 1, bug, nil, "csm01", "csm01", "am01")
	if err != nil {
		return err
	}
	defer w.close()
	e := &explorer{o: o, p: p, r: r}
	if err := e.explore(w, [3]int{}, nil); err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	return nil
}

// explorer walks the tree of interleavings, branching off whole worlds.
type explorer struct {
	o *Options
	p program
	r *Report
	// seen counts the interleavings, also those not taken.
	seen int
}

func (e *explorer) explore(w *world, at [3]int, path []string) error {
	if err := w.ctx.Err(); err != nil || (e.o.StopAtFirst && len(e.r.Failures) > 0) {
		return err
	}
	done := true
	for i := range at {
		if at[i] == len(e.p.ops[i]) {
			continue
		}
		done = false
		branch, err := w.branch()
		if err != nil {
			return err
		}
		next := at
		next[i]++
		op := e.p.ops[i][at[i]]
		branch.step = len(path) + 1
		branch.perform(&e.p, branch.devices[i], op)
		err = e.explore(branch, next, append(path[:len(path):len(path)], fmt.Sprintf("%d %s", i+1, op)))
		branch.close()
		if err != nil {
			return err
		}
	}
	if done {
		e.finish(w, path)
	}
	return nil
}

// finish checks the end of one interleaving.
func (e *explorer) finish(w *world, path []string) {
	if e.seen++; e.o.Sample > 1 && e.seen%e.o.Sample != 1 {
		return
	}
	e.r.Interleavings++
	w.settle(2)
	w.checkEnd()
	if w.failure != nil {
		w.failure.Program = e.p.name + ": " + strings.Join(path, ", ")
		e.r.Failures = append(e.r.Failures, *w.failure)
	}
}

// perform does one operation on a device.
func (w *world) perform(p *program, d *device, op string) {
	change := changesync.Change{Key: p.key}
	switch op {
	case "sync":
		w.recover(d, d.sync())
		return
	case "office":
		w.recover(nil, w.office("", "key_person", "k1", "review", `"accepted"`, "kp_name", `"office"`))
		return
	case "settle":
		changes, _ := w.settleOrAmend(d, p.key, `""`)
		if changes == nil {
			return
		}
		change = changes[0]
	case "delete":
		change.Delete = true
	case "restore":
		change.Restore = true
	default:
		change.Set = p.set(op)
	}
	_, err := d.r.Write(w.ctx, change)
	w.recover(d, err)
	w.note(d)
}

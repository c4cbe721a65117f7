package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	mobile "fieldsync/mobile-client"
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
	c1 := changesync.Key{Collection: "customer", ID: "c1"}
	edits := [3][3]string{{"a", "sync", "b"}, {"sync", "c", "sync"}, {"d", "sync", "e"}}
	element := map[string]string{"a": `["qq_no"]`, "b": `[]`, "c": `["qq_no","home_phone"]`, "d": `["home_phone"]`, "e": `[]`}
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

// exhaust runs each program in all the orders its operations can take, and the
// pairs of operations, all beside each other.
func exhaust(ctx context.Context, o *Options, bug *Break, r *Report) error {
	var tasks []func(*Report) error
	for _, p := range programs() {
		tasks = append(tasks,
			func(r *Report) error { return explore(ctx, o, bug, p, r) },
			func(r *Report) error { return everyPair(ctx, o, bug, p, r) })
	}
	reports, errs := make([]Report, len(tasks)), make([]error, len(tasks))
	var wg sync.WaitGroup
	for i, task := range tasks {
		wg.Go(func() { errs[i] = task(&reports[i]) })
	}
	wg.Wait()
	for i := range reports {
		r.Interleavings += reports[i].Interleavings
		r.Pairs += reports[i].Pairs
		r.Violations = append(r.Violations, reports[i].Violations...)
	}
	return errors.Join(errs...)
}

func explore(ctx context.Context, o *Options, bug *Break, p program, r *Report) error {
	w, err := newWorld(ctx, setting{seed: 1, bug: bug, users: []string{"csm01", "csm01", "am01"}})
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
	// seen counts the beginnings of sampleDepth operations.
	seen int
}

// sampleDepth is how many operations a beginning has: a sample goes on with few
// of them only.
const sampleDepth = 5

func (e *explorer) explore(w *world, at [3]int, path []string) error {
	if err := w.ctx.Err(); err != nil || (e.o.StopAtFirst && len(e.r.Violations) > 0) {
		return err
	}
	if len(path) == sampleDepth {
		if e.seen++; e.o.Sample > 1 && e.seen%e.o.Sample != 1 {
			return nil
		}
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
	e.r.Interleavings++
	w.everybody()
	w.checkEnd()
	if w.failure != nil {
		w.failure.Program = e.p.name + ": " + strings.Join(path, ", ")
		e.r.Violations = append(e.r.Violations, *w.failure)
	}
}

// perform does one operation on a device.
func (w *world) perform(p *program, d *device, op string) {
	var err error
	switch op {
	case "sync":
		err = d.sync()
	case "office":
		err = w.office("", "key_person", "k1", "review", `"accepted"`, "kp_name", `"office"`)
	case "settle":
		_, err = w.clerk(d, `"settled"`)
	case "delete":
		_, err = d.client.Write(w.ctx, mobile.Change{Key: p.key, Delete: true})
	case "restore":
		_, err = d.client.Write(w.ctx, mobile.Change{Key: p.key, Restore: true})
	case "clear":
		set := p.set("a")
		for field := range set {
			set[field] = json.RawMessage("null")
		}
		_, err = d.client.Write(w.ctx, mobile.Change{Key: p.key, Set: set})
	default:
		_, err = d.client.Write(w.ctx, mobile.Change{Key: p.key, Set: p.set(op)})
	}
	var coded *models.Error
	if errors.As(err, &coded) && op != "sync" {
		err = nil // refused at once: nothing was written, which is fine too
	}
	if err != nil {
		w.fail("errors", "%s: %s: %v", d.name, op, err)
	}
	d.note()
}

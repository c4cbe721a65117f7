package changesync_test

import (
	"encoding/json"
	"slices"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"

	"pgregory.net/rapid"
)

func version(dot changesync.Dot, at int64, value string) changesync.Version {
	return changesync.Version{Dot: dot, At: at, Value: json.RawMessage(value)}
}

func cellOf(vs ...changesync.Version) *changesync.Cell { return &changesync.Cell{Live: vs} }

// What is shown and whether a person must decide depend on the cell alone.
func TestShownAndOpen(t *testing.T) {
	reg := models.Default()
	department, position := reg.Collection("key_person").Field("department"), reg.Collection("key_person").Field("position")
	status, customer := reg.Collection("work_order").Field("status"), reg.Collection("key_person").Field("customer")
	plan := reg.Collection("visit_plan").Field("status")
	for _, c := range []struct {
		name  string
		field *models.Field
		cell  *changesync.Cell
		shown string
		open  bool
	}{
		{"empty", position, cellOf(), "", false},
		{"latest: later time", department, cellOf(version("a:1", 2, `"x"`), version("b:1", 1, `"y"`)), `"x"`, false},
		{"latest: tied clocks, then the dot", department, cellOf(version("a:1", 1, `"x"`), version("b:1", 1, `"y"`)), `"y"`, false},
		{"review: different values", position, cellOf(version("a:1", 2, `"x"`), version("b:1", 1, `"y"`)), `"x"`, true},
		{"review: equal values", position, cellOf(version("a:1", 2, `"x"`), version("b:1", 1, `"x"`)), `"x"`, false},
		{"review: equal under another spelling", position, cellOf(version("a:1", 2, `"\u0078"`), version("b:1", 1, `"x"`)), `"\u0078"`, false},
		{"review: three, two equal", position, cellOf(version("a:1", 2, `"x"`), version("b:1", 1, `"x"`), version("c:1", 1, `"z"`)), `"x"`, true},
		{"review: cleared against edited", position, cellOf(version("a:1", 2, `null`), version("b:1", 1, `"y"`)), `null`, true},
		{"fixed: the first stays", customer, cellOf(version("a:1", 2, `"x"`), version("b:1", 1, `"y"`)), `"y"`, false},
		{"unknown field", nil, cellOf(version("a:1", 2, `"x"`), version("b:1", 1, `"y"`)), `"x"`, false},
		{"state: further on wins over later", status, cellOf(version("a:1", 1, `"已完成"`), version("b:1", 2, `"办理中"`)), `"已完成"`, false},
		{"state: under way beside a confirmation taken back", plan, cellOf(version("a:1", 2, `"执行中"`), version("b:1", 1, `"已提交"`)), `"执行中"`, true},
		{"state: confirmed beside submitted", plan, cellOf(version("a:1", 2, `"已确认"`), version("b:1", 1, `"已提交"`)), `"已确认"`, false},
		{"state: unknown state loses", status, cellOf(version("a:1", 9, `"?"`), version("b:1", 2, `"待接收"`)), `"待接收"`, true},
	} {
		v := c.cell.Shown(c.field)
		got := ""
		if v != nil {
			got = string(v.Value)
		}
		if got != c.shown || c.cell.Open(c.field) != c.open {
			t.Errorf("%s: shows %s, open %v; want %s, %v", c.name, got, c.cell.Open(c.field), c.shown, c.open)
		}
	}
}

// The order in which versions stand in memory changes nothing.
func TestShownIsAPureFunctionOfTheSet(t *testing.T) {
	reg := models.Default()
	fields := []*models.Field{
		reg.Collection("key_person").Field("department"), reg.Collection("key_person").Field("position"),
		reg.Collection("key_person").Field("customer"), reg.Collection("work_order").Field("status"), nil,
	}
	values := []string{`"待接收"`, `"已完成"`, `"x"`, `null`}
	rapid.Check(t, func(rt *rapid.T) {
		f := rapid.SampledFrom(fields).Draw(rt, "field")
		var vs []changesync.Version
		for i := range rapid.IntRange(1, 5).Draw(rt, "versions") {
			dot := changesync.MakeDot(string(rune('a'+i)), 1)
			vs = append(vs, version(dot, int64(rapid.IntRange(0, 2).Draw(rt, "at")), rapid.SampledFrom(values).Draw(rt, "value")))
		}
		mixed := rapid.Permutation(slices.Clone(vs)).Draw(rt, "order")
		a, b := cellOf(vs...), cellOf(mixed...)
		if a.Shown(f).Dot != b.Shown(f).Dot || a.Open(f) != b.Open(f) {
			rt.Fatalf("%v shows %s, %v shows %s", vs, a.Shown(f).Dot, mixed, b.Shown(f).Dot)
		}
	})
}

func TestLife(t *testing.T) {
	col := models.Default().Collection("key_person")
	del := func(replaces ...changesync.Dot) changesync.Version {
		v := version("d:1", 5, "true")
		v.Replaces = replaces
		return v
	}
	restore := version("d:2", 6, "false")
	for _, c := range []struct {
		name  string
		cells map[string]*changesync.Cell
		want  changesync.Life
	}{
		{"never deleted", map[string]*changesync.Cell{"kp_name": cellOf(version("a:1", 1, `"x"`))}, changesync.Alive},
		{"deleted by who saw all", map[string]*changesync.Cell{"kp_name": cellOf(version("a:1", 1, `"x"`)), "_deleted": cellOf(del("a:1"))}, changesync.Deleted},
		{"an unseen edit revives", map[string]*changesync.Cell{"kp_name": cellOf(version("a:2", 1, `"x"`)), "_deleted": cellOf(del("a:1"))}, changesync.Revived},
		{"also an earlier one", map[string]*changesync.Cell{"kp_name": cellOf(version("b:1", 0, `"x"`)), "_deleted": cellOf(del("a:1"))}, changesync.Revived},
		{"not the server's own fields", map[string]*changesync.Cell{"kp_name": cellOf(version("a:1", 1, `"x"`)), "review": cellOf(version("s:9", 9, `"received"`)), "_deleted": cellOf(del("a:1"))}, changesync.Deleted},
		{"the deleter's own last edit does not", map[string]*changesync.Cell{"kp_name": cellOf(version("d:1", 1, `"x"`)), "_deleted": cellOf(del())}, changesync.Deleted},
		{"an unseen set element revives", map[string]*changesync.Cell{`declined_fields/"a"`: cellOf(version("b:1", 1, `"a"`)), "_deleted": cellOf(del("a:1"))}, changesync.Revived},
		{"restored", map[string]*changesync.Cell{"kp_name": cellOf(version("a:1", 1, `"x"`)), "_deleted": cellOf(restore)}, changesync.Alive},
		{"restored beside an unseen deletion", map[string]*changesync.Cell{"kp_name": cellOf(version("a:1", 1, `"x"`)), "_deleted": cellOf(del("a:1"), restore)}, changesync.Deleted},
	} {
		r := changesync.NewRecord(key("key_person", "k"), "customer/c1")
		for name, cell := range c.cells {
			r.Cells[name] = *cell
		}
		if got := r.Life(col); got != c.want {
			t.Errorf("%s: life %d, want %d", c.name, got, c.want)
		}
	}
}

func TestSetsAndListsAreShownInOrder(t *testing.T) {
	col := models.Default().Collection("event_lead")
	r := changesync.NewRecord(key("event_lead", "l"), "event/e1")
	r.Cells[`interests/"续约"`] = *cellOf(version("a:1", 1, `null`), version("b:1", 0, `"续约"`)) // adding wins
	r.Cells[`interests/"应用"`] = *cellOf(version("a:1", 1, `"应用"`))
	r.Cells[`interests/"终端"`] = *cellOf(version("a:2", 1, `null`))
	r.Cells["entries/e2"] = *cellOf(version("a:1", 5, `{"said":"later"}`))
	r.Cells["entries/e3"] = *cellOf(version("b:1", 1, `{"said":"first"}`))
	v := r.Values(col)
	if got := string(v["interests"]); got != `["应用","续约"]` {
		t.Errorf("set: %s", got)
	}
	if got := string(v["entries"]); got != `[{"said":"first"},{"said":"later"}]` {
		t.Errorf("list: %s", got)
	}
}

// nothing has been taken aside, all has arrived.
type plainContext struct {
	former map[changesync.Dot]*changesync.Version
}

func (plainContext) Arrived(changesync.Dot) bool { return true }
func (plainContext) Void(changesync.Key, string, changesync.Dot) ([]changesync.Dot, bool, bool) {
	return nil, false, false
}
func (c plainContext) Former(_ changesync.Key, _ string, dots []changesync.Dot) *changesync.Version {
	return c.former[dots[0]]
}

// The base of a conflict is the value in which its sides parted, also when one
// of them was edited twice, whichever comes first.
func TestBaseOfAConflict(t *testing.T) {
	replacing := func(dot changesync.Dot, value string, replaces ...changesync.Dot) changesync.Version {
		v := version(dot, 1, value)
		v.Replaces = replaces
		return v
	}
	first := version("a:1", 1, `"base"`)
	twice := []changesync.Version{replacing("a:2", `"a2"`, "a:1"), replacing("a:3", `"a3"`, "a:2")}
	once := replacing("b:1", `"b"`, "a:1")
	for name, order := range map[string][]changesync.Version{
		"two edits, then one": {first, twice[0], twice[1], once},
		"one edit, then two":  {first, once, twice[0], twice[1]},
		"in between":          {first, twice[0], once, twice[1]},
	} {
		ctx := plainContext{former: map[changesync.Dot]*changesync.Version{}}
		r := changesync.NewRecord(key("key_person", "k"), "customer/c1")
		for _, v := range order {
			for _, gone := range r.Merge("position", v, ctx) {
				ctx.former[gone.Dot] = &gone
			}
		}
		c := r.Conflicts(models.Default().Collection("key_person"))
		if len(c) != 1 || string(c[0].Base) != `"base"` || len(c[0].Values) != 2 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

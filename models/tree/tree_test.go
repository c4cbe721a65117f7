package tree

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func edge(id, tree, parent, child string, at int64, days ...string) Edge {
	e := Edge{ID: id, Tree: tree, Parent: parent, Child: child, At: at}
	if len(days) == 2 {
		e.From, e.To = days[0], days[1]
	}
	return e
}

func TestIgnored(t *testing.T) {
	const adm, sup = "administrative", "supply-chain"
	for name, c := range map[string]struct {
		edges []Edge
		want  map[string]Fault
	}{
		"nothing":                           {nil, nil},
		"a chain":                           {[]Edge{edge("1", adm, "a", "b", 1), edge("2", adm, "b", "c", 2)}, nil},
		"two halves":                        {[]Edge{edge("1", adm, "a", "b", 1), edge("2", adm, "b", "a", 2)}, map[string]Fault{"2": Loop}},
		"two halves at once":                {[]Edge{edge("2", adm, "a", "b", 1), edge("1", adm, "b", "a", 1)}, map[string]Fault{"2": Loop}},
		"halves in two trees":               {[]Edge{edge("1", adm, "a", "b", 1), edge("2", sup, "b", "a", 2)}, nil},
		"a ring of three":                   {[]Edge{edge("1", sup, "a", "b", 3), edge("2", sup, "b", "c", 1), edge("3", sup, "c", "a", 2)}, map[string]Fault{"1": Loop}},
		"below itself":                      {[]Edge{edge("1", sup, "a", "a", 1)}, map[string]Fault{"1": Loop}},
		"one loss for two rings":            {[]Edge{edge("1", sup, "a", "b", 1), edge("2", sup, "a", "c", 1), edge("3", sup, "b", "d", 2), edge("4", sup, "c", "d", 2), edge("5", sup, "d", "a", 3)}, map[string]Fault{"5": Loop}},
		"a second parent":                   {[]Edge{edge("1", adm, "a", "c", 1), edge("2", adm, "b", "c", 2)}, map[string]Fault{"2": SecondParent}},
		"two partners":                      {[]Edge{edge("1", sup, "a", "c", 1), edge("2", sup, "b", "c", 2)}, nil},
		"the same said twice":               {[]Edge{edge("1", adm, "a", "c", 1), edge("2", adm, "a", "c", 2)}, nil},
		"one parent after the other":        {[]Edge{edge("1", adm, "a", "c", 1, "", "2016-05-09"), edge("2", adm, "b", "c", 2, "2016-05-10", "")}, nil},
		"both parents on one day":           {[]Edge{edge("1", adm, "a", "c", 1, "", "2016-05-10"), edge("2", adm, "b", "c", 2, "2016-05-10", "")}, map[string]Fault{"2": SecondParent}},
		"a third beside an ignored one":     {[]Edge{edge("1", adm, "a", "c", 1, "", "2016-03-31"), edge("2", adm, "b", "c", 2, "2016-03-01", "2016-06-30"), edge("3", adm, "d", "c", 3, "2016-06-01", "")}, map[string]Fault{"2": SecondParent}},
		"a second parent is in no ring":     {[]Edge{edge("1", adm, "a", "c", 1), edge("2", adm, "b", "c", 2), edge("3", adm, "c", "b", 3)}, map[string]Fault{"2": SecondParent}},
		"halves that never meet":            {[]Edge{edge("1", sup, "a", "b", 1, "", "2016-05-09"), edge("2", sup, "b", "a", 2, "2016-05-10", "")}, nil},
		"three that meet in pairs only":     {[]Edge{edge("1", sup, "a", "b", 1, "2016-01-01", "2016-02-10"), edge("2", sup, "b", "c", 2, "2016-02-01", "2016-03-10"), edge("3", sup, "c", "a", 3, "2016-03-01", "")}, nil},
		"three that meet on one day":        {[]Edge{edge("1", sup, "a", "b", 1, "2016-01-01", "2016-03-01"), edge("2", sup, "b", "c", 2, "2016-02-01", "2016-03-10"), edge("3", sup, "c", "a", 3, "2016-03-01", "")}, map[string]Fault{"3": Loop}},
		"they meet after the last of them":  {[]Edge{edge("1", sup, "a", "b", 1, "2016-04-01", ""), edge("2", sup, "b", "a", 2)}, map[string]Fault{"2": Loop}},
		"the ring's other edge was ignored": {[]Edge{edge("1", sup, "a", "b", 1), edge("2", sup, "b", "a", 2), edge("3", sup, "b", "a", 3)}, map[string]Fault{"2": Loop, "3": Loop}},
	} {
		if got := Ignored(c.edges); len(got)+len(c.want) > 0 && !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// drawEdges draws relations of few customers on few days, so that rings are
// common.
func drawEdges(t *rapid.T) []Edge {
	var edges []Edge
	name := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
	day := rapid.SampledFrom([]string{"", "", "", "2016-01-01", "2016-02-01", "2016-03-01"})
	for i := range rapid.IntRange(0, 9).Draw(t, "edges") {
		e := Edge{ID: strconv.Itoa(i), Tree: rapid.SampledFrom([]string{"administrative", "supply-chain"}).Draw(t, "tree"),
			Parent: name.Draw(t, "parent"), Child: name.Draw(t, "child"), At: rapid.Int64Range(1, 4).Draw(t, "at"),
			From: day.Draw(t, "from"), To: day.Draw(t, "to")}
		if e.To != "" && e.To < e.From {
			e.To = ""
		}
		edges = append(edges, e)
	}
	return edges
}

// TestIgnoredIsAFunctionOfTheSet: whatever the order and repetition, the same
// are ignored, what is left has neither ring nor second parent on any day, and
// each one ignored came last in a ring, or second, of what was entered earlier.
func TestIgnoredIsAFunctionOfTheSet(t *testing.T) {
	rings := 0
	rapid.Check(t, func(t *rapid.T) {
		edges := drawEdges(t)
		got := Ignored(edges)
		mixed := slices.Concat(edges, edges[:len(edges)/2])
		seed := rapid.Uint64().Draw(t, "order")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if again := Ignored(mixed); !maps.Equal(got, again) {
			t.Fatalf("%v in another order %v\n%+v", got, again, edges)
		}
		var left []Edge
		for _, e := range edges {
			if got[e.ID] == "" {
				left = append(left, e)
			}
		}
		for _, day := range []string{"", "2015-12-31", "2016-01-01", "2016-02-01", "2016-03-01", "2016-04-01"} {
			if why := fault(left, day); why != "" {
				t.Fatalf("on %q %s is left of %+v, ignored %v", day, why, edges, got)
			}
		}
		for _, e := range edges {
			if got[e.ID] != "" && !deserved(edges, got, e) {
				t.Fatalf("%+v is ignored as %s without need: %+v", e, got[e.ID], edges)
			}
		}
		rings += len(got)
	})
	if rings == 0 {
		t.Error("nothing was ever ignored: the test compares nothing")
	}
}

// fault finds a ring or a second parent by taking away customers without
// anybody above until none is left.
func fault(edges []Edge, day string) string {
	for _, tree := range []string{"administrative", "supply-chain"} {
		var on []Edge
		parent := map[string]string{}
		for _, e := range edges {
			if e.Tree != tree || e.From > day || e.To != "" && e.To < day {
				continue
			}
			on = append(on, e)
			if p, has := parent[e.Child]; has && p != e.Parent && tree == "administrative" {
				return "a second parent of " + e.Child
			}
			parent[e.Child] = e.Parent
		}
		for len(on) > 0 {
			before := len(on)
			on = slices.DeleteFunc(on, func(e Edge) bool {
				return !slices.ContainsFunc(on, func(o Edge) bool { return o.Child == e.Parent })
			})
			if len(on) == before {
				return "a ring"
			}
		}
	}
	return ""
}

// deserved says whether the relation, with those entered before it that are no
// second parents, makes the fault that they alone do not have through it.
func deserved(edges []Edge, got map[string]Fault, e Edge) bool {
	var earlier []Edge
	for _, o := range edges {
		if o.Tree == e.Tree && (o.At < e.At || o.At == e.At && o.ID < e.ID) && got[o.ID] != SecondParent {
			earlier = append(earlier, o)
		}
	}
	for _, day := range []string{"", "2016-01-01", "2016-02-01", "2016-03-01"} {
		if e.From > day || e.To != "" && e.To < day {
			continue
		}
		if got[e.ID] == SecondParent {
			if slices.ContainsFunc(earlier, func(o Edge) bool {
				return o.Child == e.Child && o.Parent != e.Parent && o.From <= day && (o.To == "" || day <= o.To)
			}) {
				return true
			}
			continue
		}
		if reaches(earlier, e.Parent, e.Child, day, len(edges)) {
			return true
		}
	}
	return false
}

func reaches(edges []Edge, from, to, day string, steps int) bool {
	if from == to {
		return true
	}
	return steps > 0 && slices.ContainsFunc(edges, func(o Edge) bool {
		return o.Child == from && o.From <= day && (o.To == "" || day <= o.To) && reaches(edges, o.Parent, to, day, steps-1)
	})
}

// TestPartsAgree: who sees only the relations of some children ignores none
// that those who see all of them follow; and what lies above a relation is
// enough to judge it.
func TestPartsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edges := drawEdges(t)
		all := Ignored(edges)
		hidden := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "hidden")
		var part []Edge
		for _, e := range edges {
			if e.Child != hidden {
				part = append(part, e)
			}
		}
		for id, why := range Ignored(part) {
			if all[id] != why {
				t.Fatalf("%s is ignored as %q by who does not see %s, as %q by the others: %+v", id, why, hidden, all[id], edges)
			}
		}
		for _, e := range edges {
			above, err := Above([]Node{{e.Tree, e.Child}}, func(customer string) (out []Edge, _ error) {
				for _, o := range edges {
					if o.Child == customer {
						out = append(out, o)
					}
				}
				return out, nil
			})
			if err != nil || Ignored(above)[e.ID] != all[e.ID] {
				t.Fatalf("%+v from what lies above it: %q, want %q (%v)", e, Ignored(above)[e.ID], all[e.ID], err)
			}
		}
	})
}

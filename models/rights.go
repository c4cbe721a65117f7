package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Level is how much of a collection is seen.
type Level string

// The levels, from nothing to everything.
const (
	LevelNone   Level = ""
	LevelCount  Level = "count"  // how many there are
	LevelMasked Level = "masked" // personal values travel as dot and mask
	LevelDesk   Level = "desk"   // of single fields: masked on devices, full at a desk
	LevelFull   Level = "full"
)

var levelOrder = []Level{LevelNone, LevelCount, LevelMasked, LevelDesk, LevelFull}

// Sees says whether records of this level are shown at all.
func (l Level) Sees() bool { return slices.Index(levelOrder, l) > 1 }

// Deed is a set of things that may be done to a record.
type Deed uint8

// The deeds.
const (
	Create Deed = 1 << iota
	Edit
	Delete
	Settle // choose between the values of an open conflict
	Reveal // see one masked field for a reason
	Decide // review, approve, confirm: see Decision
)

var deedLetters = map[rune]Deed{'c': Create, 'e': Edit, 'd': Delete, 's': Settle, 'r': Reveal, 'a': Decide}

// Right is what a profile gives in one collection.
type Right struct {
	See Level
	Do  Deed
	// Unit is what may be done to records of a unit by its head, see Heads.
	Unit Deed
}

// May says whether all the deeds are allowed. Who may edit may settle.
func (r Right) May(do Deed) bool {
	if r.Do&Edit != 0 {
		do &^= Settle
	}
	return do&^r.Do == 0
}

// MayInUnit says the same of the head of the unit that the record is for.
func (r Right) MayInUnit(do Deed) bool { return Right{Do: r.Do | r.Unit}.May(do) }

// and gives what either of two rights gives.
func (r Right) and(o Right) Right {
	if slices.Index(levelOrder, o.See) > slices.Index(levelOrder, r.See) {
		r.See = o.See
	}
	r.Do |= o.Do
	r.Unit |= o.Unit
	return r
}

// profiles are the columns of the rights table: rights by line, which is a
// collection, or single fields of one as Field.Line names them.
var profiles = mustRights(rightsTable)

// unknownCollections is the line for what this version does not know.
const unknownCollections = "*"

func mustRights(table string) map[string]map[string]Right {
	p, err := parseRights(table)
	if err != nil {
		panic("models: rights: " + err.Error())
	}
	return p
}

func parseRights(table string) (map[string]map[string]Right, error) {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	names := strings.Fields(lines[0])[1:]
	out := map[string]map[string]Right{}
	for _, n := range names {
		out[n] = map[string]Right{}
	}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		if len(cells) != len(names)+1 {
			return nil, fmt.Errorf("%s has %d cells for %d profiles", cells[0], len(cells)-1, len(names))
		}
		for i, cell := range cells[1:] {
			right, err := parseRight(cell)
			if err == nil {
				err = right.fits(out[names[i]], cells[0])
			}
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", cells[0], names[i], err)
			}
			if _, twice := out[names[i]][cells[0]]; twice {
				return nil, fmt.Errorf("%s is there twice", cells[0])
			}
			out[names[i]][cells[0]] = right
		}
	}
	return out, nil
}

func parseRight(cell string) (r Right, err error) {
	if cell == "-" {
		return r, nil
	}
	see, do, _ := strings.Cut(cell, ":")
	if r.See = Level(see); r.See == LevelNone || !slices.Contains(levelOrder, r.See) {
		return r, fmt.Errorf("unknown level %q", see)
	}
	into := &r.Do
	for _, letter := range do {
		if letter == 'u' {
			into = &r.Unit
			continue
		}
		deed, ok := deedLetters[letter]
		if !ok {
			return r, fmt.Errorf("unknown deed %q", letter)
		}
		*into |= deed
	}
	if r.Do|r.Unit != 0 && !r.See.Sees() {
		return r, fmt.Errorf("%s: nobody does what he does not see", cell)
	}
	return r, nil
}

// fits holds a line about single fields to that of their collection, which
// stands before it: who does not see the record sees none of them.
func (r Right) fits(above map[string]Right, line string) error {
	collection, _, single := strings.Cut(line, ".")
	whole, there := above[collection]
	switch {
	case !single && r.See == LevelDesk:
		return fmt.Errorf("desk is for single fields")
	case single && (!there || r.See.Sees() && !whole.See.Sees() || (r.Do|r.Unit)&^(Edit|Settle|Reveal) != 0):
		return fmt.Errorf("more is said of single fields than of the record")
	}
	return nil
}

// fieldLines are the lines of the table about fields alone, by "collection.field".
var fieldLines = func() map[string]string {
	out := map[string]string{}
	for line := range profiles[Profiles()[0]] {
		collection, fields, _ := strings.Cut(line, ".")
		for name := range strings.SplitSeq(fields, ",") {
			out[collection+"."+name] = line
		}
	}
	return out
}()

// JoinViews puts profiles together into one view: each name once, in order.
func JoinViews(views ...string) string {
	var names []string
	for _, v := range views {
		for name := range strings.SplitSeq(v, "+") {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), "+")
}

// RightIn is what a view, one profile or several, gives in a collection, or of
// the fields of a line (Field.Line). A profile that this version does not know
// gives nothing.
func RightIn(view, collection string) (right Right) {
	for name := range strings.SplitSeq(view, "+") {
		own, known := profiles[name][collection]
		if !known {
			own = profiles[name][unknownCollections]
		}
		right = right.and(own)
	}
	return right
}

// RightsPrints are fingerprints of the profiles: what was granted as a profile
// that has another one now has to be granted anew.
func RightsPrints() map[string]string {
	out := map[string]string{}
	for name, rights := range profiles {
		sum := sha256.Sum256(fmt.Append(nil, rights)) // maps are printed in order
		out[name] = hex.EncodeToString(sum[:8])
	}
	return out
}

// KnownView says whether this version knows all profiles of a view.
func KnownView(view string) bool {
	for name := range strings.SplitSeq(view, "+") {
		if profiles[name] == nil {
			return false
		}
	}
	return true
}

// Writes says whether a view lets its holder create or edit anything at all.
func Writes(view string) bool {
	for name := range strings.SplitSeq(view, "+") {
		for _, right := range profiles[name] {
			if right.Do&(Create|Edit) != 0 {
				return true
			}
		}
	}
	return false
}

// Profiles are the names of the columns of the rights table, in its order.
func Profiles() []string {
	head, _, _ := strings.Cut(strings.TrimSpace(rightsTable), "\n")
	return strings.Fields(head)[1:]
}

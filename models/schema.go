package models

import "encoding/json"

// Policy says how the concurrent writes of one field are read: which value is
// shown and whether people are asked. It never changes what is stored, a cell
// keeps every write that nobody has replaced.
type Policy string

// The merge policies. Each is a pure function of the cell, see changesync.
const (
	Latest Policy = "latest" // the later effective time is shown, the other side stays in the cell
	Review Policy = "review" // shown like latest, but open until a person settles it
	Set    Policy = "set"    // a set of elements, adding wins over a removal that had not seen it
	Append Policy = "append" // a list of entries, each written once
	State  Policy = "state"  // a workflow: the state of higher precedence is shown
	Server Policy = "server" // only the server's own device writes it
	Fixed  Policy = "fixed"  // written once, at creation
)

// Kind is the type of a field's value (domain.md section 2: "Types").
type Kind string

// The kinds, with the JSON they travel as.
const (
	Text     Kind = "text"     // string
	Int      Kind = "int"      // integer, |x| ≤ 2^53-1
	Money    Kind = "money"    // string "1234.50": yuan with exactly two decimals
	Bool     Kind = "bool"     // true, false
	Date     Kind = "date"     // string "2016-05-10"
	Time     Kind = "time"     // string "09:30"
	DateTime Kind = "datetime" // string, RFC 3339 with zone
	Month    Kind = "month"    // string "2016-05"
	Enum     Kind = "enum"     // string out of Field.Options
	Ref      Kind = "ref"      // string: the id of a record of Field.Ref
	Photo    Kind = "photo"    // string: the id of a file
	Place    Kind = "place"    // object {"lat","lng","accuracy"?,"name"?}, WGS-84 degrees, metres
	Object   Kind = "object"   // object of a declared Go struct, an element of a list
)

// Class is the sensitivity of a field (domain.md section 8).
type Class uint8

// The classes: 0 is not personal.
const (
	Public    Class = 0
	Business  Class = 1 // PRIV-1, confidential
	Personal  Class = 2 // PRIV-2
	Sensitive Class = 3 // PRIV-3, needs purpose and consent
)

// Mask names the way a withheld value is shown to a masked view.
type Mask string

// The masks. A field of class Personal or Sensitive has one; the default is MaskAll.
const (
	MaskNone  Mask = ""
	MaskAll   Mask = "all"   // ••••
	MaskLast4 Mask = "last4" // ••••5678
	MaskID    Mask = "id"    // first 6 + last 4 (domain.md section 8)
	MaskCity  Mask = "city"  // up to the district: 浙江省杭州市西湖区••••
	MaskYear  Mask = "year"  // month and day stay: ••••-05-10
	MaskName  Mask = "name"  // first character stays: 王••
)

// ScopeKind is the kind of a home scope.
type ScopeKind string

// The scope kinds that records live in.
const (
	ScopeCustomer ScopeKind = "customer"
	ScopeStar     ScopeKind = "star"
	ScopeEvent    ScopeKind = "event"
	ScopeStaff    ScopeKind = "staff"
	ScopeOrg      ScopeKind = "org"
)

// Scope is the one place a record lives in: "customer/<id>", "event/<id>",
// "star/<id>", "staff/<id>" or "org".
type Scope string

// Home says where the records of a collection live. Field "" means the
// record's own id; ScopeOrg has neither.
type Home struct {
	Kind  ScopeKind
	Field string
	// Else is used when Field is empty in the record, as a person without an
	// organisation lives in the scope of the star customer.
	Else *Home
}

// Label is a text in the two languages of the product.
type Label struct{ ZH, EN string }

// Workflow declares the states of a State field.
type Workflow struct {
	// Rank orders the states: of two concurrent ones the higher rank is shown.
	Rank map[string]int
	// Next lists the declared transitions from a state; "" is "not yet set".
	Next map[string][]string
	// Office are the states that only the office sets.
	Office map[string]bool `json:",omitempty"`
	// Stamps name, by state, the field that says when it was reached.
	Stamps map[string]string `json:",omitempty"`
	// Gates say, by state, who sets it and what has to be there.
	Gates map[string]Gate `json:",omitempty"`
}

// Field is one field of a collection, built from the tags of a struct field.
type Field struct {
	Name     string
	Label    Label
	Kind     Kind
	List     bool // the value is a list of Kind; with Set and Append each element is a cell
	Policy   Policy
	Class    Class
	Mask     Mask
	Line     string   // of the table of rights, where one is about this field: see RightIn
	Required bool     // a missing value is a flag, never a refusal
	Max      int      // longest text in characters, 0: the default of MaxText
	Options  []string // the values of an Enum, in the order of domain.md
	Ref      string   // collection a Ref points to
	Index    bool     // stores keep an index from the value, or each of a list, to the record
	Workflow *Workflow
	Norm     string   // "mobile": the value is normalised by MobileKey when it is written
	Elem     []*Field // the members of an Object, in the order of its struct

	words  []word   // the validate tag of the value, parsed
	dive   []word   // the validate tag of each element of a list
	paths  []string // see IndexPaths
	goName string   // the name conditional words refer to
}

// Collection is one kind of record.
type Collection struct {
	Name   string
	Label  Label
	Home   Home
	Unit   string   // the field that names the unit a record is for, whose head writes it; "" for none
	Fields []*Field // in the order of the struct
	// NaturalKey, when set, derives the record's id from its own values.
	NaturalKey NaturalKey

	// Lines are those of the table of rights about single fields.
	Lines []string

	byName map[string]*Field
	schema *structSchema // what the evaluator needs beyond Fields
	asks   bool          // see AsksConsent
}

// ConsentField is where a record says that the person agreed to what is kept
// of him (domain.md 2.0).
const ConsentField = "customer_consent"

// AsksConsent says whether the collection has sensitive fields and a place to
// say that the person agreed: until then nobody but their author sees them.
func (c *Collection) AsksConsent() bool { return c.asks }

// NaturalKey derives an id where the domain has one. It returns "" when the
// values do not carry a key (a sign-up without a mobile number).
type NaturalKey func(values Values, key []byte) (id string)

// Values are the shown values of a record, by field name.
type Values map[string]json.RawMessage

// Problem is one thing wrong with a value or a record.
type Problem struct {
	// Code is stable: "wrong_type", "too_long", "required", "not_an_option", …
	// or the id of a rule (R-KP-02).
	Code  string `json:"code"`
	Field string `json:"field,omitempty"`
	// Message says what is wrong and what to do, in English; ZH in Chinese.
	Message string `json:"message"`
	ZH      string `json:"zh,omitempty"`
	// Unfit is set when the value cannot be represented at all. Only such
	// problems put a changeset into quarantine, all others are flags.
	Unfit bool `json:"unfit,omitempty"`
}

package models

import (
	"bytes"
	"maps"
)

// unlisted are fields that no list and no export holds, whoever asks: third
// persons (domain.md 8: "never in lists or exports"), and the key from which the
// ids of sign-ups derive.
var unlisted = map[string]bool{
	"customer_info_form.family_members": true, "customer_info_form.family_hobbies": true,
	"showcase_event.signup_key": true,
}

// Unlisted says whether a field is in no list and no export, whoever asks.
func Unlisted(collection, field string) bool { return unlisted[collection+"."+field] }

// Veiled says whether a value is shown as its mask also to those who may see it,
// until they ask for this one, which is noted: sensitive texts and images. In a
// list numbers are, too (domain.md 8: "last 4 shown in lists"). Sums and choices
// are not, for who may see them works with them.
func (f *Field) Veiled(list bool) bool {
	return f.Class >= Sensitive && (f.Kind == Text || f.Kind == Photo || f.Kind == Object) || list && f.Mask == MaskLast4
}

// Veil are values of a record as they are shown before somebody asks for one of
// them, in a list or alone.
func (c *Collection) Veil(v Values, list bool) Values {
	out := maps.Clone(v)
	for name, raw := range v {
		switch f := c.byName[name]; {
		case f == nil:
		case list && Unlisted(c.Name, name):
			delete(out, name)
		case f.Veiled(list):
			out[name] = MaskValue(f, raw)
		}
	}
	return out
}

// Unchanged says whether a value is the mask under which the field is shown: who
// sends back what he was shown has not written it.
func (f *Field) Unchanged(shown, value []byte) bool {
	return f.Mask != MaskNone && !isNull(value) && bytes.Equal(MaskValue(f, shown), value)
}

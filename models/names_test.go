package models

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestNamesStayAsTyped: no step on the way of a name folds, composes or drops a
// character, whatever the field.
func TestNamesStayAsTyped(t *testing.T) {
	names := []string{"𠮷田", "㛃䶮𬭎", "阿卜杜拉·买买提", "阿卜杜拉•买买提", "阿卜杜拉‧买买提", "Ｊｏｓé", "Jose\u0301", "José", "王\u3000小", "\ufe0f欧", "𠀋<&>\u2028", "O'Neil \"甲\"\\"}
	fields := 0
	for _, c := range Default().Collections() {
		for _, f := range c.Fields {
			if f.Kind != Text || f.List || f.Norm != "" || !strings.Contains(f.Name, "name") && !strings.Contains(f.Label.ZH, "名") {
				continue
			}
			fields++
			for _, name := range names {
				typed, p := ParseText(f, name)
				if p != nil {
					t.Errorf("%s.%s refuses %q: %v", c.Name, f.Name, name, p)
					continue
				}
				stayed(t, c.Name+"."+f.Name+" typed", typed, name)
				// A program of another kind may escape every character.
				escaped, p := f.Normalize(escapeAll(name))
				if p != nil || string(escaped) != string(typed) {
					t.Errorf("%s.%s of the escaped %q: %s, %v", c.Name, f.Name, name, escaped, p)
				}
				whole, ok := canonical(json.RawMessage(`{"b":` + string(escapeAll(name)) + `}`))
				if !ok || string(whole) != `{"b":`+string(typed)+`}` {
					t.Errorf("canonical JSON of %q: %s", name, whole)
				}
			}
		}
	}
	for _, name := range names {
		v, err := Encode(KeyPerson{KpName: name})
		if err != nil {
			t.Fatal(err)
		}
		stayed(t, "encoded", v["kp_name"], name)
		if back, err := Decode[KeyPerson](v); err != nil || back.KpName != name {
			t.Errorf("through the codec: %q, want %q (%v)", back.KpName, name, err)
		}
	}
	if fields < 10 {
		t.Errorf("%d fields of names: the test looks at too little", fields)
	}
}

func stayed(t *testing.T, what string, raw json.RawMessage, want string) {
	t.Helper()
	var got string
	if err := json.Unmarshal(raw, &got); err != nil || got != want {
		t.Errorf("%s: %q, want %q (%v)", what, got, want, err)
	}
}

// escapeAll writes a text with every character as \uXXXX, in pairs beyond FFFF.
func escapeAll(s string) json.RawMessage {
	const hex = "0123456789abcdef"
	b := []byte{'"'}
	unit := func(u rune) {
		b = append(b, '\\', 'u', hex[u>>12&15], hex[u>>8&15], hex[u>>4&15], hex[u&15])
	}
	for _, r := range s {
		if r > 0xffff {
			unit(0xd800 + (r-0x10000)>>10)
			r = 0xdc00 + (r-0x10000)&0x3ff
		}
		unit(r)
	}
	return append(b, '"')
}

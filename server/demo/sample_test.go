package demo

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"fieldsync/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

const samplePath = "../../testdata/demo/sample.json"

func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// sampled is a record as the sample shows it.
type sampled struct {
	Collection string        `json:"collection"`
	ID         string        `json:"id"`
	Scope      models.Scope  `json:"scope"`
	Incomplete string        `json:"incomplete,omitempty"`
	Values     models.Values `json:"values"`
}

// sample is all that lives at three customers, with their star customers and
// events: the one of the showcase, that of customer A, and one with a star by
// its rank or contract and an incomplete key person.
func sample() (out []sampled) {
	o := Generate(testSeed, 1, testNow)
	wanted := map[string]bool{o.ID("customer/1"): true, o.ID("customer/2"): true, o.ID("customer/4"): true}
	scopes := map[models.Scope]bool{}
	for r := range o.Records() {
		if (r.Collection == "customer" && wanted[r.ID]) || wanted[text(r, "customer")] {
			scopes[r.Scope] = true
		}
	}
	for r := range o.Records() {
		if scopes[r.Scope] {
			out = append(out, sampled{r.Collection, r.ID, r.Scope, r.Incomplete, r.Values})
		}
	}
	return out
}

// TestSample holds the generator to its golden sample: a change of it changes
// what people and measurements were shown, so it is made on purpose, with
// -update, and looked at.
func TestSample(t *testing.T) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(sample()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(samplePath, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(samplePath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(golden, b.Bytes()) {
		at := 0
		for at < min(len(golden), b.Len()) && golden[at] == b.Bytes()[at] {
			at++
		}
		from := max(at-100, 0)
		t.Errorf("the sample differs at byte %d:\nis   …%s\nwant …%s\n(go test ./server/demo -run Sample -update writes it)",
			at, b.Bytes()[from:min(at+100, b.Len())], golden[from:min(at+100, len(golden))])
	}
}

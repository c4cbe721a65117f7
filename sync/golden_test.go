package changesync_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares bytes with a file of testdata/changesets: what stands there
// was written by released programs and must be read for ever.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("..", "testdata", "changesets", name)
	if *update {
		if err := os.WriteFile(path, append(bytes.Clone(got), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want = bytes.TrimSuffix(want, []byte{'\n'}); !bytes.Equal(got, want) {
		t.Errorf("%s: bytes changed\n got %s\nwant %s", name, got, want)
	}
}

// counting is randomness that everybody knows.
type counting struct{ n byte }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

func fixedKey(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

const (
	deviceA = "01890000-0000-7000-8000-00000000000a"
	deviceB = "01890000-0000-7000-8000-00000000000b"
	epoch1  = "01890000-0000-7000-8000-000000000001"
)

var goldenMoment = changesync.Moment{Epoch: epoch1, Seq: 41, Grants: 7, Time: 1462842000000}

// goldenChain is a device's first three changesets: a plain one, one that
// amends it, and one of its next identity that carries the first over.
func goldenChain(t testing.TB) (plain, amending, carrying *changesync.Changeset) {
	t.Helper()
	random := io.Reader(&counting{})
	encode := func(c *changesync.Changeset) *changesync.Changeset {
		if err := c.Encode(random); err != nil {
			t.Fatal(err)
		}
		return c
	}
	person := changesync.Target{Key: changesync.Key{Collection: "key_person", ID: "01890000-0000-7000-8000-0000000000c1"}, Scope: "customer/c1", New: true}
	lead := changesync.Target{Key: changesync.Key{Collection: "event_lead", ID: "01890000-0000-7000-8000-0000000000c2"}, Scope: "event/e1"}
	plain = encode(&changesync.Changeset{
		Header: changesync.Header{
			Device: deviceA, N: 1, Actor: "csm01", Seen: goldenMoment.Token(fixedKey(1)),
			At: "2016-05-10T09:00:00.123+08:00", Offset: -1500, App: "test/1", Schema: 1,
			Records: []changesync.Target{person, lead},
		},
		Writes: []changesync.Write{
			{Record: 0, Field: "kp_name", Value: json.RawMessage(`"王建国 \"老王\" <a&b>"`)},
			{Record: 0, Field: "has_itv", Value: json.RawMessage(`null`)},
			{Record: 1, Field: "interests", Elem: `"续约"`, Value: json.RawMessage(`"续约"`)},
			{Record: 1, Field: "intent_level", Value: json.RawMessage(`"大"`), Replaces: []changesync.Dot{deviceB + ":3", deviceB + ":4~00ff00ff"}},
			{Record: 1, Field: "_deleted", Value: json.RawMessage(`false`)},
			{Record: 1, Field: "field_of_tomorrow", Value: json.RawMessage(`{"a":[1,2.50,"x"]}`)},
		},
	})
	amending = encode(&changesync.Changeset{
		Header: changesync.Header{
			Device: deviceA, N: 2, Prev: plain.Hash, Actor: "csm01", At: "2016-05-10T09:01:00Z",
			App: "test/1", Schema: 1, Amends: changesync.MakeDot(deviceA, 1), Records: []changesync.Target{person},
		},
		Writes: []changesync.Write{{Record: 0, Field: "kp_name", Value: json.RawMessage(`"王建国"`)}},
	})
	carrying = encode(&changesync.Changeset{Header: changesync.Header{
		Device: deviceB, N: 1, Actor: "csm01", At: "2016-05-11T09:00:00+08:00", App: "test/1", Schema: 1, Carries: plain.Raw,
	}})
	return plain, amending, carrying
}

func TestGoldenChangesets(t *testing.T) {
	plain, amending, carrying := goldenChain(t)
	for _, c := range []struct {
		name, hash string
		dot        changesync.Dot
		c          *changesync.Changeset
	}{
		{"plain.json", "f74aac8c97fa63df", deviceA + ":1", plain},
		{"amending.json", "f24f697b41237e47", deviceA + ":2", amending},
		{"carrying.json", "5d3035bb3d5aa550", deviceA + ":1~f74aac8c", carrying},
	} {
		golden(t, c.name, c.c.Raw)
		back, err := changesync.Decode(c.c.Raw)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := hex.EncodeToString(back.Hash[:8]); got != c.hash {
			t.Errorf("%s: hash %s, want %s", c.name, got, c.hash)
		}
		if back.Dot() != c.dot {
			t.Errorf("%s: dot %s, want %s", c.name, back.Dot(), c.dot)
		}
		if !reflect.DeepEqual(back.Header, c.c.Header) || !reflect.DeepEqual(back.Writes, c.c.Writes) || !bytes.Equal(back.Hash, c.c.Hash) {
			t.Errorf("%s: reads back as\n%+v\nwant\n%+v", c.name, back, c.c)
		}
	}
}

// erase replaces the body of a write by its digest, as erasure does.
func erase(t *testing.T, raw []byte, write int) []byte {
	t.Helper()
	var c struct {
		Header json.RawMessage   `json:"header"`
		Writes []json.RawMessage `json:"writes"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	var w struct {
		Salt  string          `json:"salt"`
		Write json.RawMessage `json:"write"`
	}
	if err := json.Unmarshal(c.Writes[write], &w); err != nil {
		t.Fatal(err)
	}
	salt, err := base64.RawURLEncoding.DecodeString(w.Salt)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(append(salt, w.Write...))
	digest := `{"digest":"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"}`
	old := append([]byte(nil), c.Writes[write]...)
	return bytes.Replace(raw, old, []byte(digest), 1)
}

func TestErasedWriteLeavesTheChainWhole(t *testing.T) {
	plain, amending, _ := goldenChain(t)
	raw := erase(t, plain.Raw, 0)
	golden(t, "erased.json", raw)
	back, err := changesync.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("老王")) || back.Erased != 1 || len(back.Writes) != len(plain.Writes)-1 {
		t.Errorf("erased: %d erased, %d writes", back.Erased, len(back.Writes))
	}
	if !bytes.Equal(back.Hash, plain.Hash) {
		t.Error("erasing a body changed the changeset's hash")
	}
	run := changesync.EncodeRun(deviceA, [][]byte{raw, amending.Raw}, 1, 2, amending.Hash, fixedKey(2))
	r, err := changesync.DecodeRun(run)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(fixedKey(2).Public().(ed25519.PublicKey)); err != nil {
		t.Error("the chain over an erased body:", err)
	}
	forged := bytes.Replace(raw, []byte(`"digest":"`), []byte(`"digest":"A`), 1)
	if _, err := changesync.Decode(forged); err == nil {
		t.Error("a forged digest was accepted")
	}
}

func TestGoldenRun(t *testing.T) {
	plain, amending, _ := goldenChain(t)
	raw := changesync.EncodeRun(deviceA, [][]byte{plain.Raw, amending.Raw}, 1, 2, amending.Hash, fixedKey(2))
	golden(t, "run.json", raw)
	run, err := changesync.DecodeRun(raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Changesets) != 2 || !bytes.Equal(run.Changesets[0].Raw, plain.Raw) {
		t.Error("the changesets of a run are not byte for byte what was sent")
	}
	if err := run.Verify(fixedKey(2).Public().(ed25519.PublicKey)); err != nil {
		t.Error(err)
	}
	if err := run.Verify(fixedKey(3).Public().(ed25519.PublicKey)); codeOf(err) != changesync.CodeBadSignature {
		t.Errorf("another device's key: %v", err)
	}
}

func TestGoldenMoment(t *testing.T) {
	token := goldenMoment.Token(fixedKey(1))
	golden(t, "moment.txt", []byte(token))
	back, err := changesync.VerifyMoment(token, fixedKey(1).Public().(ed25519.PublicKey))
	if err != nil || back != goldenMoment {
		t.Errorf("%+v %v", back, err)
	}
	for name, bad := range map[string]string{
		"another key":  goldenMoment.Token(fixedKey(9)),
		"later time":   string(bytes.Replace([]byte(token), []byte("1462842000000"), []byte("1462842000001"), 1)),
		"no signature": token[:len(token)-87],
		"empty":        "",
	} {
		if _, err := changesync.VerifyMoment(bad, fixedKey(1).Public().(ed25519.PublicKey)); err == nil {
			t.Errorf("%s: accepted %q", name, bad)
		}
	}
}

func TestGoldenReceipt(t *testing.T) {
	plain, _, _ := goldenChain(t)
	r := changesync.Receipt{
		Device: deviceA, N: 1, Hash: plain.Hash, Epoch: epoch1, Seq: 42, Effective: 1462842001000, Arrived: 1462842002000,
		Outcome: changesync.OutcomeQuarantined,
		Reasons: []changesync.Reason{{Collection: "key_person", Record: "k1", Field: "kp_name", Code: "too_long", Message: "at most 60 characters", ZH: "最多60个字"}},
		Void:    []changesync.Reason{{Collection: "key_person", Record: "k1", Field: "review", Code: changesync.CodeServerField, Message: "void"}},
		Flags:   []changesync.Reason{{Code: "R-VISIT-01", Message: "flag"}},
	}
	raw, err := r.Sign(fixedKey(1))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "receipt.json", raw)
	back, err := changesync.ParseReceipt(raw, fixedKey(1).Public().(ed25519.PublicKey))
	if err != nil || !reflect.DeepEqual(*back, r) {
		t.Errorf("%+v %v", back, err)
	}
	bad := bytes.Replace(raw, []byte(`"seq":42`), []byte(`"seq":43`), 1)
	if _, err := changesync.ParseReceipt(bad, fixedKey(1).Public().(ed25519.PublicKey)); codeOf(err) != changesync.CodeBadSignature {
		t.Errorf("changed receipt: %v", err)
	}
}

func goldenRecord() *changesync.Record {
	r := changesync.NewRecord(changesync.Key{Collection: "key_person", ID: "k1"}, "customer/c1")
	r.Seq = 42
	by := func(dot changesync.Dot, value string, replaces ...changesync.Dot) changesync.Version {
		return changesync.Version{
			Dot: dot, Value: json.RawMessage(value), At: 1462842001000,
			Said: "2016-05-10T09:00:01+08:00", By: "csm01", Replaces: replaces,
		}
	}
	was := by(deviceB+":9", `"13800000002"`, deviceA+":1")
	was.Was = json.RawMessage(`"13800000001"`)
	as := by(deviceB+":7", `"处长"`)
	as.As = deviceA + ":5"
	r.Cells["own_mobile"] = changesync.Cell{Live: []changesync.Version{by(deviceA+":2", `"13800000003"`, deviceA+":1"), was}}
	r.Cells["position"] = changesync.Cell{Live: []changesync.Version{as}}
	r.Cells["declined_fields/\"a/b\""] = changesync.Cell{Live: []changesync.Version{by(deviceA+":2", `"a/b"`)}}
	r.Cells["gender"] = changesync.Cell{Live: []changesync.Version{by(deviceA+":2", `"男"`)}, Awaited: []changesync.Dot{deviceB + ":4~00ff00ff"}}
	r.Cells["field_of_tomorrow"] = changesync.Cell{Live: []changesync.Version{by(deviceA+":2", `{"a": [1,2.50]}`)}}
	return r
}

func TestGoldenRecords(t *testing.T) {
	full := goldenRecord()
	masked := full.SeenBy(changesync.Viewer{View: "leader", User: "tl01"}, models.Default().Collection("key_person"))
	for name, r := range map[string]*changesync.Record{"record.json": full, "record_masked.json": masked} {
		raw := r.Encode()
		golden(t, name, raw)
		back, err := changesync.DecodeRecord(raw)
		if err != nil || !reflect.DeepEqual(back, r) || !bytes.Equal(back.Encode(), raw) {
			t.Errorf("%s reads back as %+v, %v", name, back, err)
		}
	}
	if raw := masked.Encode(); bytes.Contains(raw, []byte("13800000003")) || bytes.Contains(raw, []byte("tomorrow")) {
		t.Errorf("the masked record tells too much: %s", raw)
	}
	v := full.Cells["own_mobile"].Live[1]
	raw := changesync.EncodeVersion(&v)
	golden(t, "version.json", raw)
	if back, err := changesync.DecodeVersion(raw); err != nil || !reflect.DeepEqual(back, v) {
		t.Errorf("version reads back as %+v, %v", back, err)
	}
}

func TestGoldenPage(t *testing.T) {
	p := &changesync.Page{
		Epoch: epoch1, Answers: (&changesync.PullRequest{Cursor: "c0", Refresh: []models.Scope{"customer/c1"}}).Name(),
		Forget: []models.Scope{"customer/c9"},
		Begin:  []changesync.ScopeView{{Scope: "customer/c1", View: changesync.LevelFull, Write: true}},
		Items:  []json.RawMessage{goldenRecord().Encode()},
		Checksums: []changesync.PageSum{{
			Checksum: changesync.Checksum{Scope: "customer/c1", Collection: "key_person", Level: changesync.LevelFull, Sum: 0xfedcba9876543210},
			Hex:      "fedcba9876543210",
		}},
		Cursor: "c", Moment: goldenMoment.Token(fixedKey(1)), Time: 1462842002000,
	}
	raw, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "page.json", raw)
	back, err := changesync.DecodePage(raw)
	if err != nil || !reflect.DeepEqual(back, p) {
		t.Errorf("reads back as %+v, %v", back, err)
	}
}

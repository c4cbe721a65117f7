package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/server/keys"
	"fieldsync/server/store/sealed"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"
)

const pageSize = 4096

// damage is a way to spoil a phone's database.
type damage struct {
	name string
	// crash leaves the newest writes in the log, as kill -9 does.
	crash bool
	spoil func(c *cast, db, log []byte) (newDB, newLog []byte)
	// lossless: nothing that waits is on what is spoilt.
	lossless bool
}

var damages = []damage{
	{"header overwritten", false, func(_ *cast, db, log []byte) ([]byte, []byte) {
		copy(db, bytes.Repeat([]byte{0xa5}, 100))
		return db, log
	}, true},
	{"a page of the outbox zeroed", false, func(c *cast, db, log []byte) ([]byte, []byte) {
		zero(db, pagesWith(db, c.body(3))[0])
		return db, log
	}, false},
	{"log damaged at its first frame", true, func(_ *cast, db, log []byte) ([]byte, []byte) {
		log[32+24+100] ^= 0xff
		return db, log
	}, false},
	{"file cut in half", false, func(_ *cast, db, log []byte) ([]byte, []byte) { return db[:len(db)/2], log }, false},
	{"first page zeroed", false, func(_ *cast, db, log []byte) ([]byte, []byte) { zero(db, 0); return db, log }, true},
	{"every ninth page zeroed", false, func(_ *cast, db, log []byte) ([]byte, []byte) {
		for i := 3; i < len(db)/pageSize; i += 9 {
			zero(db, i)
		}
		return db, log
	}, false},
	{"a page of the customers zeroed", false, func(c *cast, db, log []byte) ([]byte, []byte) {
		for _, i := range pagesWith(db, c.customer) {
			if !holdsAny(db[i*pageSize:(i+1)*pageSize], c.marks) && db[i*pageSize] == 0x0d {
				zero(db, i)
			}
		}
		return db, log
	}, true},
	{"log without its header", true, func(_ *cast, db, log []byte) ([]byte, []byte) { clear(log[:32]); return db, log }, true},
	{"cut to a third of a page more than a quarter", false, func(_ *cast, db, log []byte) ([]byte, []byte) {
		return db[:len(db)/pageSize/4*pageSize+pageSize/3], log
	}, false},
}

func zero(db []byte, page int) { clear(db[page*pageSize : (page+1)*pageSize]) }

func pagesWith(db []byte, text string) (pages []int) {
	for i := range len(db) / pageSize {
		if bytes.Contains(db[i*pageSize:(i+1)*pageSize], []byte(text)) {
			pages = append(pages, i)
		}
	}
	return pages
}

// body is how the body of the nth last changeset begins in the file: sealed.
func (c *cast) body(last int) (begin string) {
	c.t.Helper()
	db, err := localdb.Open(c.a.Database(), localdb.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.View(context.Background(), func(tx *localdb.Tx) error {
		var raw []byte
		_, err := tx.Get("SELECT raw FROM outbox ORDER BY n DESC LIMIT 1 OFFSET ?", []any{last - 1}, &raw)
		begin = string(raw[:min(40, len(raw))])
		return err
	})
	if err != nil || begin == "" {
		c.t.Fatalf("no body: %v", err)
	}
	return begin
}

func holdsAny(page []byte, texts []string) bool {
	for _, text := range texts {
		if bytes.Contains(page, []byte(text)) {
			return true
		}
	}
	return false
}

// TestSalvage damages the phone's database with changesets waiting in it. What
// can be read arrives, each once, and the phone never claims more.
func TestSalvage(t *testing.T) {
	c := newCast(t)
	for i, d := range damages {
		if testing.Short() && i > 2 {
			break
		}
		ok := t.Run(d.name, func(t *testing.T) {
			c.t = t
			c.write(c.a, 2)
			c.a.Field("sync") // these are safe
			c.salvage(d)
		})
		if !ok {
			break
		}
	}
	c.t = t
	c.s.Admin("verify")
}

const unsent = 8

// TestSalvageDies kills the phone in the middle of its salvage, which then
// begins again, and leaves nothing half done behind.
func TestSalvageDies(t *testing.T) {
	if testing.Short() {
		t.Skip("a sample of the crashes is enough for a short run")
	}
	c := newCast(t)
	c.leave(false)
	spoilt := c.spoil(damages[0])
	for _, point := range []string{"begin:1", "apply:4", "commit-before:1", "commit-after:1", "apply:25", "commit-after:2"} {
		c.dies(c.a, point, "status")
	}
	if told := c.noticed("LC_ALL=C"); !strings.Contains(told, "saved: 8 not yet delivered") {
		t.Errorf("the person is told: %s", told)
	}
	c.keptAside(spoilt)
	files, err := os.ReadDir(c.a.Home)
	if err != nil || len(files) != 4 { // database, lock, key, what is kept
		t.Errorf("the home holds %v (%v)", files, err)
	}
	c.settled()
}

// TestHandoverReadsAll: damage that no command has met yet does not pass.
func TestHandoverReadsAll(t *testing.T) {
	c := newCast(t)
	if !c.a.Handover().Safe {
		t.Fatal("not safe to begin with")
	}
	c.spoil(damages[6])
	coded(t, c.a.Call(nil, "handover"), "local_database_corrupt", "")
	c.settled()
}

// salvage plays one damage.
func (c *cast) salvage(d damage) {
	t := c.t
	safe := len(c.marks)
	c.leave(d.crash)
	mine := c.marks[safe:]
	spoilt := c.spoil(d)
	lang, want := "LC_ALL=en_US.UTF-8", "salvaged: the database was damaged; saved: "
	if d.crash {
		lang, want = "LC_ALL=zh_CN.UTF-8", "salvaged: 数据库已损坏;已抢救:"
	}
	told := c.noticed(lang)
	if !strings.Contains(told, want) {
		t.Fatalf("the person is not told: %s", told)
	}
	c.keptAside(spoilt)
	s := c.salvaged()
	if s.Waiting+int(s.Lost) < unsent || (d.lossless && (s.Lost != 0 || s.Waiting < unsent)) {
		t.Errorf("%d wait, %d are lost, of %d: %s", s.Waiting, s.Lost, unsent, told)
	}
	if h := c.a.Handover(); h.Safe && s.Waiting > 0 {
		t.Error("handover says yes although nothing is delivered yet")
	}
	if s.Renew {
		coded(t, c.a.Call(nil, "sync"), "salvaged", "needs a new code")
		c.write(c.a, 1) // work goes on meanwhile
		c.a.Field("enroll", "--server", c.s.URL(), "--code", c.s.Code(c.a.User))
	}
	c.a.Field("sync")
	c.arrived(mine, s.Lost)
	lost := uint64(0)
	for e := &s; e != nil; e = e.Earlier {
		lost += e.Lost
	}
	h := c.a.Handover()
	if !h.Safe || (lost > 0) != strings.Contains(strings.Join(h.Notes, " "), fmt.Sprintf("up to %d changesets could not be read", lost)) {
		t.Errorf("handover after all is delivered, %d lost: %+v", lost, h)
	}
}

// leave writes what shall be saved; with crash it stays in the log.
func (c *cast) leave(crash bool) {
	c.t.Helper()
	for i := range unsent {
		if crash && i >= unsent/2 {
			c.written[c.a.User]++
			mark := c.a.User + " crash " + string(rune('a'+len(c.marks)%26)) + string(rune('a'+len(c.marks)/26))
			c.dies(c.a, "commit-after:1", "put", "key_person", "--set", "customer="+c.customer, "--set", "kp_name="+mark)
			c.marks = append(c.marks, mark)
			continue
		}
		c.write(c.a, 1)
	}
}

// spoil damages the files and gives what the database was then.
func (c *cast) spoil(d damage) []byte {
	c.t.Helper()
	db, log := c.a.Database(), c.a.Database()+"-wal"
	rawDB, rawLog := c.file(db), c.file(log)
	if d.crash != (len(rawLog) > 0) {
		c.t.Fatalf("the log has %d bytes", len(rawLog))
	}
	rawDB, rawLog = d.spoil(c, rawDB, rawLog)
	for path, raw := range map[string][]byte{db: rawDB, log: rawLog} {
		if raw == nil {
			continue
		}
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	return rawDB
}

func (c *cast) file(path string) []byte {
	c.t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		c.t.Fatal(err)
	}
	return raw
}

// noticed works until the damage is met and gives what the person was told.
func (c *cast) noticed(lang string) string {
	c.t.Helper()
	said := ""
	for range 3 {
		for _, args := range [][]string{{"status"}, {"list", "customer"}, {"list", "key_person"}} {
			r := c.a.Call([]string{lang}, args...)
			said += string(r.Err)
			if strings.Contains(said, "salvaged:") {
				return said
			}
			if r.Status != 0 {
				coded(c.t, r, "local_database_corrupt", "")
			}
		}
	}
	c.t.Fatalf("the damage was never noticed: %s", said)
	return ""
}

// keptAside: the damaged file is there, as it was.
func (c *cast) keptAside(spoilt []byte) {
	c.t.Helper()
	names, err := filepath.Glob(c.a.Database() + ".damaged-*Z")
	if err != nil || len(names) == 0 {
		c.t.Fatalf("no damaged file is kept (%v)", err)
	}
	if last := c.file(names[len(names)-1]); !bytes.Equal(last, spoilt) {
		c.t.Errorf("%s is not the damaged file", filepath.Base(names[len(names)-1]))
	}
}

type salvagedStatus struct {
	Waiting int    `json:"waiting"`
	Lost    uint64 `json:"lost"`
	Renew   bool   `json:"renew"`
	Kept    string `json:"kept"`
	Earlier *salvagedStatus
}

func (c *cast) salvaged() (s salvagedStatus) {
	c.t.Helper()
	if err := json.Unmarshal(c.a.Status().Salvaged, &s); err != nil || s.Kept == "" {
		c.t.Fatalf("status does not tell of the salvage: %+v %v", s, err)
	}
	return s
}

// arrived checks on the other phone that what waited is there, all but what is
// admitted to be lost.
func (c *cast) arrived(marks []string, lost uint64) {
	c.t.Helper()
	c.b.Field("sync")
	count := map[string]int{}
	for _, r := range c.b.List("key_person") {
		count[r.Text("kp_name")]++
	}
	missing := uint64(0)
	for _, m := range marks {
		if count[m] == 0 {
			missing++
		}
		if count[m] > 1 {
			c.t.Errorf("%q is there %d times", m, count[m])
		}
	}
	if missing > lost {
		c.t.Errorf("%d of %d changesets are missing, %d were admitted", missing, len(marks), lost)
	}
	c.oneEffect()
}

// oneEffect: however often a changeset came, under whatever identity, one copy
// of it is the one with effect.
func (c *cast) oneEffect() {
	c.t.Helper()
	ctx := context.Background()
	below, err := sqlite.Open(ctx, filepath.Join(c.s.Data, "fieldsync.db"), sqlite.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = below.Close() }()
	k, err := keys.Load(filepath.Join(c.s.Data, "keys.json"))
	if err != nil {
		c.t.Fatal(err)
	}
	store, err := sealed.New(below, *k.AtRest)
	if err != nil {
		c.t.Fatal(err)
	}
	err = store.View(ctx, func(tx changesync.ReadTx) error {
		records, err := tx.RecordsIn(changesync.RecordQuery{})
		if err != nil {
			return err
		}
		for _, r := range records {
			if r.Key.Collection != "key_person" {
				continue
			}
			if rec, err := changesync.DecodeRecord(r.Body); err != nil {
				return err
			} else if cell := rec.Cells["kp_name"]; len(cell.Live) > 1 {
				c.t.Errorf("the name of %s was written %d times", r.Key, len(cell.Live))
			}
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

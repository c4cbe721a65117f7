package importer

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"fieldsync/api/sheet"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

// Options say what to import and how.
type Options struct {
	Kind   *Kind
	File   string
	Sheet  sheet.Options
	Engine *changesync.Engine
	Store  changesync.Store // what the engine stands on, opened
	Actor  string           // who answers for it; stands in history and audit log
	Staff  string           // his id as a member of staff, "" when he is none
	Now    func() time.Time
	NewID  func() string
	Ignore []string // columns to pass over
	// DryRun writes nothing. AllOrNothing judges every row first and writes
	// nothing if one is wrong. Overwrite replaces also what phones wrote since.
	DryRun, AllOrNothing, Overwrite bool
	// Report hears of every row that is wrong or worth a look; may be nil.
	Report *Report
	// Progress is called after each batch with the bytes read, about; may be nil.
	Progress func(done, total int64, rows int)
}

// Result counts what became of the rows.
type Result struct {
	Rows      int `json:"rows"`
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Failed    int `json:"failed"`
	Ended     int `json:"ended"`  // assignments of others that ended
	Kept      int `json:"kept"`   // fields in which a phone's newer value stays
	Beside    int `json:"beside"` // fields that a phone and the list have changed
}

// The bounds of a batch: well below what one changeset holds, see changesync.
const (
	batchRows  = 400
	batchBytes = changesync.MaxChangesetBytes / 2
)

// importer is one pass over a file.
type importer struct {
	opt     Options
	dry     bool
	kind    *Kind
	reg     *models.Registry
	col     *models.Collection
	columns []column
	result  Result
	seen    map[[16]byte]int // rows by their key
	owed    map[string]bool  // whose grants follow from what was written
}

// Run imports a file. Rows that are wrong are told to the report and counted;
// the others go in. Errors: those of sheet and of the columns, before anything
// is written; rows_refused with AllOrNothing; those of the engine, after which
// what was counted is in and the import can be run again.
func Run(ctx context.Context, opt Options) (*Result, error) {
	if opt.AllOrNothing && !opt.DryRun {
		first, err := pass(ctx, opt, true)
		if err != nil {
			return nil, err
		}
		if first.Failed > 0 {
			return first, Refused(first.Failed, true)
		}
		opt.Report = nil // it has been told
	}
	return pass(ctx, opt, opt.DryRun)
}

// Refused is the error of an import in which rows were wrong.
func Refused(n int, all bool) error {
	e := &models.Error{Code: "rows_refused", Message: plural(n, "row is", "rows are") + " wrong, the others are in",
		ZH: plural(n, "行", "行") + "有误,其余已导入", Hint: "correct them and import the file again: what is in already is not written twice"}
	if all {
		e.Message, e.ZH = plural(n, "row is", "rows are")+" wrong, so nothing was written", plural(n, "行", "行")+"有误,未写入任何内容"
	}
	return e
}

func pass(ctx context.Context, opt Options, dry bool) (*Result, error) {
	table, err := sheet.Open(opt.File, opt.Sheet)
	if err != nil {
		return nil, err
	}
	defer func() { _ = table.Close() }() // nothing was written
	reg := opt.Engine.Registry()
	im := &importer{opt: opt, dry: dry, kind: opt.Kind, reg: reg, col: reg.Collection(opt.Kind.Collection), seen: map[[16]byte]int{}, owed: map[string]bool{}}
	head, err := table.Next()
	if err == io.EOF {
		err = &models.Error{Code: "no_rows", Message: "the file is empty", ZH: "文件为空"}
	}
	if err != nil {
		return nil, err
	}
	if im.columns, err = opt.Kind.columns(reg, head.Cells, opt.Ignore); err != nil {
		return nil, err
	}
	return &im.result, errors.Join(im.rows(ctx, table), im.settle(ctx))
}

// settle derives the grants that fell due by what was written, once for each
// person, each in a commit of its own so that it holds nobody up. Who is killed
// before leaves them due.
func (im *importer) settle(ctx context.Context) error {
	for _, user := range slices.Sorted(maps.Keys(im.owed)) {
		if err := im.opt.Engine.Regrant(context.WithoutCancel(ctx), user); err != nil {
			return err
		}
	}
	return nil
}

// rows goes through the file batch by batch.
func (im *importer) rows(ctx context.Context, table *sheet.Table) error {
	for {
		var lines []*line
		var end error
		for len(lines) < batchRows && end == nil {
			var r sheet.Row
			if r, end = table.Next(); end == nil {
				lines = append(lines, im.parse(r.Number, r.Cells))
			}
		}
		for len(lines) > 0 {
			done, err := im.batch(ctx, lines)
			if err != nil {
				return err
			}
			lines = lines[done:]
		}
		if im.opt.Progress != nil {
			done, total := table.Progress()
			im.opt.Progress(done, total, im.result.Rows)
		}
		if end == io.EOF {
			return nil
		}
		if end != nil {
			return end
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// batch judges lines on one snapshot and writes them as one changeset. It says
// how many it did: a line that depends on an earlier one waits for the next.
func (im *importer) batch(ctx context.Context, lines []*line) (done int, err error) {
	var edits []changesync.Edit
	size := 0
	err = im.opt.Store.View(ctx, func(tx changesync.ReadTx) error {
		v := &view{tx: tx, reg: im.reg, named: map[string]string{}}
		handed := map[string]bool{}
		for _, l := range lines {
			if err := im.resolve(v, l); err != nil {
				return err
			}
			hand := string(l.values["customer"]) + string(l.values["star_customer"]) + string(l.values["post"])
			if im.kind.Hands && handed[hand] || size > batchBytes || len(edits) >= batchRows {
				return nil
			}
			if err := im.judge(v, l); err != nil {
				return err
			}
			handed[hand] = true
			for _, ed := range l.edits() {
				edits, size = append(edits, ed), size+ed.Size()
			}
			done++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if len(edits) > 0 && !im.dry {
		whose, err := im.opt.Engine.WritePart(ctx, im.opt.Actor, edits...)
		if err != nil {
			return 0, err
		}
		for _, user := range whose {
			im.owed[user] = true
		}
	}
	return done, im.count(lines[:done])
}

// edits are all that a line writes.
func (l *line) edits() []changesync.Edit {
	if l.edit == nil {
		return nil
	}
	return append(l.more, *l.edit)
}

// first says whether no earlier row of the file has the same key.
func (im *importer) first(l *line) bool {
	h := sha256.New()
	for _, name := range im.kind.Key {
		_, _ = h.Write(append(l.values[name], 0)) // never fails
	}
	key := [16]byte(h.Sum(nil))
	if before := im.seen[key]; before != 0 && before != l.number {
		l.refuse(nil, problem("repeated", "", "row "+strconv.Itoa(before)+" has the same key already", "与第 "+strconv.Itoa(before)+" 行编号重复"))
		return false
	}
	im.seen[key] = l.number
	return true
}

// count adds up a batch that is in, and tells the report.
func (im *importer) count(lines []*line) error {
	for _, l := range lines {
		im.result.Rows++
		switch {
		case len(l.wrong) > 0:
			im.result.Failed++
		case l.created:
			im.result.Created++
		case l.edit != nil:
			im.result.Changed++
		default:
			im.result.Unchanged++
		}
		if len(l.wrong) == 0 {
			im.result.Ended += len(l.more)
			for _, n := range l.notes {
				if n.problem.Code == "kept" {
					im.result.Kept++
				} else {
					im.result.Beside++
				}
			}
		}
		if err := im.report(l); err != nil {
			return err
		}
	}
	return nil
}

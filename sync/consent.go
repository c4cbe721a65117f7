package changesync

import (
	"bytes"
	"encoding/json"
	"slices"

	"fieldsync/models"
)

// FlagNoConsent flags a record that holds sensitive values (PRIV-3) of a person
// and does not say that the person agreed (domain.md 2.0, customer_consent). It
// is never refused for that: the fact was collected. Until the consent is
// recorded nobody but their author sees these values, in whatever view.
const FlagNoConsent = "no_consent"

// withoutConsent names the sensitive fields that stand without consent, one flag
// each. A collection that does not ask for consent has none.
func withoutConsent(col *models.Collection, values models.Values) (out []models.Problem) {
	if !col.AsksConsent() || flag(values, models.ConsentField) {
		return nil
	}
	for _, f := range col.Fields {
		if f.Class >= models.Sensitive && !isNull(values[f.Name]) {
			out = append(out, models.Problem{Field: f.Name, Code: FlagNoConsent,
				Message: "sensitive, and nobody has recorded that the person agreed: ask, and record it",
				ZH:      "敏感信息,尚未记录客户同意:请征得同意并记录"})
		}
	}
	return out
}

// consented says whether the sensitive values of a record may be shown, a
// function of one of its cells. A change of a record carries that cell beside
// every sensitive one, see relog, so that it can say so as well.
func (r *Record) consented(col *models.Collection) bool {
	if col == nil || !col.AsksConsent() {
		return true
	}
	cell := r.Cells[models.ConsentField]
	return agrees(&cell, col)
}

func agrees(c *Cell, col *models.Collection) bool {
	v := c.Shown(col.Field(models.ConsentField))
	return v != nil && bytes.Equal(v.Value, []byte("true"))
}

// needsConsent says whether the values of a cell are shown only with consent.
func needsConsent(col *models.Collection, cell string) bool {
	if col == nil || !col.AsksConsent() {
		return false
	}
	field, _ := CellField(cell)
	f := col.Field(field)
	return f != nil && f.Class >= models.Sensitive
}

// sealedFrom says whether the value of a field is withheld from everybody but
// its author, and the user is not him.
func (r *Record) sealedFrom(user string, col *models.Collection, f *models.Field) bool {
	if r.consented(col) || !needsConsent(col, f.Name) {
		return false
	}
	for name, cell := range r.Cells {
		if field, _ := CellField(name); field == f.Name && slices.ContainsFunc(cell.Live, func(v Version) bool { return v.By != user }) {
			return true
		}
	}
	return false
}

// holdsSensitive says whether a record, or a change of one, has such a cell.
func (r *Record) holdsSensitive(col *models.Collection) bool {
	for name := range r.Cells {
		if needsConsent(col, name) {
			return true
		}
	}
	return false
}

// relog puts the sensitive cells of a record among those that changed when its
// consent was given or withdrawn: whoever may see the record gets them again,
// shown or withheld. was and now say whether there was consent and is.
func (g *group) relog(w *work) (was, now bool) {
	now = w.rec.consented(w.col)
	old, changed := w.before[models.ConsentField]
	if was = now; changed && w.col != nil && w.col.AsksConsent() {
		was = agrees(&old, w.col)
	}
	if was == now {
		return was, now
	}
	for name := range w.rec.Cells {
		if needsConsent(w.col, name) {
			w.touch(name)
			g.withdrawn = g.withdrawn || was
		}
	}
	return was, now
}

// besideConsent gives a change that has sensitive cells the cell of the consent.
func (w *work) besideConsent(change *Record) {
	if cell, there := w.rec.Cells[models.ConsentField]; there && w.col != nil && change.holdsSensitive(w.col) {
		change.Cells[models.ConsentField] = cell
	}
}

// docWithdrawals counts how often consent was withdrawn: a pull under way then
// begins again, lest its pages show what they should not.
const docWithdrawals = "withdrawals"

// noteWithdrawal counts one.
func (g *group) noteWithdrawal() error {
	if !g.withdrawn {
		return nil
	}
	n, err := countDoc(g.tx, docWithdrawals)
	if err != nil {
		return err
	}
	body, err := json.Marshal(n + 1)
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docWithdrawals, Body: body})
	return err
}

// takenBack counts what pages under way may not show any more: erasures and
// withdrawals.
func takenBack(tx ReadTx) (int, error) {
	erased, err := countErasures(tx)
	if err != nil {
		return 0, err
	}
	withdrawn, err := countDoc(tx, docWithdrawals)
	return erased + withdrawn, err
}

func countDoc(tx ReadTx, kind string) (n int, err error) {
	body, ok, err := tx.Doc(kind, "")
	if err != nil || !ok {
		return 0, err
	}
	return n, json.Unmarshal(body, &n)
}

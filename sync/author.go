package changesync

import (
	"slices"

	"fieldsync/models"
)

// Author of a write is on whose device it was made, whatever name its header and
// whatever collector its record says.

// user is on whose device the changeset was made; the server's own device
// writes for whom it says.
func (a *application) user() string {
	if a.dev.Status == DeviceServer {
		return a.body.Header.Actor
	}
	return a.dev.User
}

// writer is on whose device a stored changeset was made. What its header claims
// counts for the server's own device only, which writes for whom it says.
func (g *group) writer(c *Changeset) (string, error) {
	dev, err := g.device(c.Header.Device)
	if err == nil && dev != nil && dev.Status == DeviceServer && c.Inner != nil {
		dev, err = g.device(c.Inner.Header.Device) // see carryOver
	}
	switch {
	case err != nil || dev == nil:
		return "", err
	case dev.Status == DeviceServer:
		return c.Body().Header.Actor, nil
	}
	return dev.User, nil
}

// isOwn says whether a user decides about his own: the record names him, or he
// wrote some of it. What has no owner, as an event, is nobody's own.
func (r *Record) isOwn(d *models.Decision, col *models.Collection, u User) bool {
	return d.Owner != "" && (d.Owns(r.Values(col), u.Staff) || r.wrote(u.Name, col))
}

// wrote says whether a value that stands in the record is the user's, other
// than what the server says or a decision sets. Who settled a conflict chose
// between what others had written.
func (r *Record) wrote(user string, col *models.Collection) bool {
	for name, cell := range r.Cells {
		field, _ := CellField(name)
		if policyOf(col, field) == models.Server || col.Decides(field) {
			continue
		}
		if slices.ContainsFunc(cell.Live, func(v Version) bool { return v.By == user && len(v.Replaces) < 2 }) {
			return true
		}
	}
	return false
}

// FlagForeignCollector flags a record that was written on somebody else's device
// than that of its collector: whoever reviews it should know. It is no refusal,
// since people do enter what a colleague tells them.
const FlagForeignCollector = "foreign_collector"

// foreignCollector is that flag where it applies. What the office enters, as a
// list for many people, names whom it says.
func (g *group) foreignCollector(w *work) []models.Problem {
	const field = "collected_by"
	cell := w.rec.Cells[field]
	v := cell.Shown(w.col.Field(field))
	if v == nil || isNull(v.Value) || w.rec.Life(w.col) == Deleted {
		return nil
	}
	dev, err := g.device(v.Dot.Device())
	if err != nil || dev != nil && dev.Status == DeviceServer {
		return nil
	}
	author, err := g.user(v.By)
	if err != nil || author.Staff == plainText(v.Value) {
		return nil
	}
	return []models.Problem{{Field: field, Code: FlagForeignCollector,
		Message: "entered by somebody else than the collector whom it names: look who wrote it", ZH: "填写人与采集人不一致:请核对实际填写人"}}
}

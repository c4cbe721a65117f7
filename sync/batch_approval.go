package changesync

import (
	"maps"
	"slices"

	"fieldsync/models"
	"fieldsync/models/rules"
)

const (
	messages = "sms_message"
	batches  = "sms_batch"
)

// approves are the fields of a batch that the approval of its messages follows.
var approves = []string{"approval", "approved_at", "recipients", "sms_type", "header", "body", "footer"}

// covered are the fields of a message that its approval follows.
var covered = []string{"batch", "recipient", "sms_type", "header", "body", "footer", "sent_at"}

// messagesToJudge are the messages that this group changed and those of the
// batches it changed: a batch is decided about, its messages follow.
func (g *group) messagesToJudge() ([]Key, error) {
	keys := map[Key]bool{}
	for _, k := range g.touchedKeys() {
		w := g.records[k]
		switch {
		case w.col == nil || w.erased != nil:
		case k.Collection == messages:
			keys[k] = true
		case k.Collection == batches && slices.ContainsFunc(approves, w.changed):
			ids, err := g.referring(messages, "batch", k.ID)
			if err != nil {
				return nil, err
			}
			for _, id := range ids {
				keys[Key{messages, id}] = true
			}
		}
	}
	list := slices.SortedFunc(maps.Keys(keys), compareKeys)
	for _, k := range list {
		if _, err := g.record(k); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// approvals are the edits that give messages the approval of their batch.
func (g *group) approvals(list []Key) (edits []Edit, err error) {
	for _, k := range list {
		w := g.records[k]
		if w == nil || w.rec.Life(w.col) == Deleted {
			continue
		}
		values := w.rec.Values(w.col)
		said, now := text(values, "approval"), ""
		if id := text(values, "batch"); id != "" {
			batch, err := g.values(Key{batches, id})
			if err != nil {
				return nil, err
			}
			now = rules.ApprovalOf(values, batch)
		}
		sent := text(values, "sent_at") != "" && said == "通过" && !slices.ContainsFunc(covered, w.changed)
		switch {
		case now == said || sent:
		case now == "":
			edits = append(edits, Edit{Key: k, Set: models.Values{"approval": []byte("null")}})
		default:
			edits = append(edits, Edit{Key: k, Set: models.Values{"approval": jsonText(now)}})
		}
	}
	return edits, nil
}

// reconsidered is what a message should say of itself once its approval has
// changed and nobody has edited it: its review ends at no issue, or comes to one.
func (g *group) reconsidered(w *work) models.Values {
	values := w.rec.Values(w.col)
	problems := g.problems(w, values)
	set := models.Values{}
	maps.Copy(set, flagged(w, values, slices.Concat(problems, withoutConsent(w.col, values))))
	switch review := text(values, "review"); {
	case text(values, "submission") != "submitted" || review == "void":
	case broken(problems):
		maps.Copy(set, differing(values, "review", "has_issues"))
	case review == "has_issues":
		maps.Copy(set, differing(values, "review", "received"))
	}
	return set
}

package rules

import (
	"cmp"

	"fieldsync/models"
)

// Told are the findings about a record that has no flags to carry them: whoever
// answers for it is told, once for each finding. What a phone has warned of when
// it was entered is not told again; what it should have blocked is.
func Told(collection string, in In) (out []Effect) {
	col := models.Default().Collection(collection)
	if col == nil || col.Field("flags") != nil || in.draft() {
		return nil
	}
	in.collection = collection
	found := judgeAll(judgments(OnEntry, collection), &in)
	for _, p := range Entry(collection, in) {
		if r, known := ByID(p.Code); known && r.GradeOf(in) == Block {
			found = append(found, p)
		}
	}
	for _, p := range found {
		if p.Unfit {
			continue
		}
		out = append(out, Effect{Rule: p.Code, Outcome: Flag, Subject: Ref{collection, in.ID}, To: in.answers(), Field: p.Field,
			Part: p.Message, EN: cmp.Or(p.Field, collection) + " " + p.Message, ZH: p.ZH})
	}
	return out
}

// answers is who is told of a record: whom it names, who leads the unit that it
// is for, or who plans events.
func (in *In) answers() To {
	switch in.collection {
	case "showcase_event":
		return To{Role: "SUP"}
	case "rule_param", "form_definition":
		return To{Role: "TL", Team: cmp.Or(in.text("unit"), in.text("team"))}
	}
	return in.someone("", append(answering[:len(answering):len(answering)], "given_by")...)
}

package report

import (
	"math/bits"
	"time"

	"fieldsync/models"
)

// Appraisal counts the figures of one person's month (domain.md 2.31), by the
// same formulas as the report.
type Appraisal struct{ k kpi }

// NewAppraisal begins the figures of the month of a day.
func NewAppraisal(day time.Time) *Appraisal {
	return &Appraisal{kpi{day.In(models.China).Format("2006-01"), figures()}}
}

// AppraisalSources are the collections that the figures are counted from.
func AppraisalSources() []string {
	return []string{"account_number", "contract_expiry_care", "vpn_user", "work_order", "recording_qc", "arrears_case", "monthly_bill",
		"visit_record", "phone_contact", "sms_message", "online_contact"}
}

// Doer is the field of a source that names whose figure a record counts for; ""
// where it is whoever serves the customer.
func Doer(collection string) string {
	if collection == "recording_qc" {
		return "manager"
	}
	return doers[collection]
}

// Add counts a record of a source for the person.
func (a *Appraisal) Add(collection string, v models.Values) { a.k.Add(collection, "", v) }

// Figure is one figure, Name as kpi_result.kpi has it. Part and Of are counts,
// points, KB or fen; of a Sum, Of is 0.
type Figure struct {
	Name     string
	Kind     FigureKind
	Part, Of int64
	Less     bool // less of it is better
}

// Figures are those that there is something to say about; contacts may be none.
func (a *Appraisal) Figures() (out []Figure) {
	for _, f := range a.k.figures {
		if f.kind == Sum || f.sum.of > 0 && f.sum.part >= 0 {
			out = append(out, Figure{f.name, f.kind, f.sum.part, f.sum.of, f.less})
		}
	}
	return out
}

// Value is the mean of a Mean, rounded half up, and a Sum itself.
func (f Figure) Value() int64 {
	if f.Kind == Sum {
		return f.Part
	}
	return (2*f.Part + f.Of) / (2 * f.Of)
}

// Ranks gives each person the place of his figure among those of the others,
// from 1; equals share one.
func Ranks(of map[string]Figure) map[string]int64 {
	out := map[string]int64{}
	for id, f := range of {
		better := 0
		for _, o := range of {
			if o.before(f) {
				better++
			}
		}
		out[id] = int64(better) + 1
	}
	return out
}

// before compares by cross-multiplying, so that no rounding makes equals of what
// is not equal, and amounts in fen do not run over.
func (f Figure) before(o Figure) bool {
	more, a := bits.Mul64(uint64(f.Part), uint64(max(o.Of, 1)))
	than, b := bits.Mul64(uint64(o.Part), uint64(max(f.Of, 1)))
	if f.Less {
		more, a, than, b = than, b, more, a
	}
	return more > than || more == than && a > b
}

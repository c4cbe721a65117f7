package api

import (
	"cmp"

	"fieldsync/models"
	"fieldsync/sync"
)

// officeLimit bounds the body of one decision.
const officeLimit = 16 << 10

// officeRoutes are what people at desks do with records, by the table of rights.
var officeRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/office/records/{collection}/{id}", name: "officeRecord",
		summary: "Shows a record as the person may see it, its version, and what there is to decide about it", codes: []string{changesync.CodeNotFound},
	}, officeRecord),
	typed(operation{
		method: "GET", path: "/v1/office/pending/{collection}", name: "pending",
		summary: "Lists the records of a collection that wait for a decision which the person may make",
	}, pending),
	typed(operation{
		method: "POST", path: "/v1/office/reveals", name: "officeReveal", limit: revealLimit,
		summary: "Shows one field that the person sees masked, as reveals does on a device", codes: revealCodes,
	}, officeReveal),
	typed(operation{
		method: "POST", path: "/v1/office/decisions", name: "decide", limit: officeLimit,
		summary: "Reviews, approves or confirms a record in the version that the person saw; a record that has changed since is refused as changed",
		codes: []string{codeInvalid, changesync.CodeNotFound, changesync.CodeNoDecision, changesync.CodeNotAllowed, changesync.CodeOwnRecord,
			changesync.CodeChanged, changesync.CodeNotOpen, changesync.CodeNoteRequired, changesync.CodeBlocked, changesync.CodeStepNeeds, codeFull},
	}, decide),
}

type officeRecordOutput struct {
	recordOutput
	Version   string         `json:"version" doc:"Of the content; a decision names it as seen"`
	Decisions []decisionItem `json:"decisions" doc:"What the person may decide about the record as it is"`
}

type decisionItem struct {
	Decision string        `json:"decision"`
	Label    labelItem     `json:"label"`
	Outcome  string        `json:"outcome" doc:"What the record says now, empty for nothing yet"`
	Verdicts []verdictItem `json:"verdicts" doc:"Those that can be given now"`
}

type verdictItem struct {
	Verdict   string    `json:"verdict"`
	Label     labelItem `json:"label"`
	NeedsNote bool      `json:"needs_note"`
	Lacks     *lackItem `json:"lacks,omitempty" doc:"What has to be filled in before it can be given"`
}

type lackItem struct {
	Code    string `json:"code"`
	Field   string `json:"field"`
	Message string `json:"message"`
	ZH      string `json:"zh"`
}

type labelItem struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

func officeRecord(c *call, in *recordInput) (*officeRecordOutput, error) {
	sight, err := c.s.engine.Sight(c.r.Context(), c.person.User.Name, changesync.Key{Collection: in.Collection, ID: in.ID})
	if err != nil {
		return nil, err
	}
	if sight == nil {
		return nil, notFound()
	}
	return sightOutput(sight, c.s.engine.Registry().Collection(in.Collection), false), nil
}

const defaultPending = 50

type pendingInput struct {
	Collection string `path:"collection" validate:"required,max=64,plain,excludesall=/"`
	After      string `query:"after" validate:"max=64,plain" doc:"next of the list before"`
	Limit      int    `query:"limit" validate:"min=0,max=200" doc:"0 or left out: 50"`
}

type pendingOutput struct {
	Records []*officeRecordOutput `json:"records"`
	Next    string                `json:"next,omitempty" doc:"Ask for the rest with it as after, also when this list is empty; left out: there is no more"`
}

func pending(c *call, in *pendingInput) (*pendingOutput, error) {
	list, next, err := c.s.engine.Pending(c.r.Context(), c.person.User.Name, in.Collection, in.After, cmp.Or(in.Limit, defaultPending))
	out := &pendingOutput{Records: []*officeRecordOutput{}, Next: next}
	for _, sight := range list {
		out.Records = append(out.Records, sightOutput(sight, c.s.engine.Registry().Collection(in.Collection), true))
	}
	return out, err
}

func sightOutput(sight *changesync.Sight, col *models.Collection, list bool) *officeRecordOutput {
	out := &officeRecordOutput{recordOutput: *shownRecord(sight.Record, col, list), Version: sight.Version, Decisions: []decisionItem{}}
	for _, d := range sight.Open {
		item := decisionItem{d.Name, labelOf(d.Label), d.Outcome(out.Values), []verdictItem{}}
		for _, v := range d.Verdicts {
			item.Verdicts = append(item.Verdicts, verdictItem{v.Name, labelOf(v.Label), v.NeedsNote, lackOf(sight.Lacks(d.Name, v.Name))})
		}
		out.Decisions = append(out.Decisions, item)
	}
	return out
}

func lackOf(p *models.Problem) *lackItem {
	if p == nil {
		return nil
	}
	return &lackItem{p.Code, p.Field, p.Message, p.ZH}
}

func labelOf(l models.Label) labelItem { return labelItem{l.ZH, l.EN} }

type decideInput struct {
	Collection string `json:"collection" validate:"required,max=64,plain,excludesall=/"`
	ID         string `json:"id" validate:"required,max=64,plain,excludesall=/"`
	Decision   string `json:"decision" validate:"required,max=32,plain" doc:"As the record names it: review, confirm, leader, vp, approve, dispatch, close"`
	Verdict    string `json:"verdict" validate:"required,max=32,plain"`
	Note       string `json:"note,omitempty" validate:"max=1000" doc:"Why; the one who wrote the record reads it"`
	Seen       string `json:"seen" validate:"required,max=64,plain" doc:"version of the record that the person saw"`
}

type decideOutput struct {
	Outcome string `json:"outcome" doc:"What the record says now"`
	Version string `json:"version"`
}

func decide(c *call, in *decideInput) (*decideOutput, error) {
	outcome, version, err := c.s.engine.Decide(c.r.Context(), c.person.User.Name, changesync.Ruling{
		Key: changesync.Key{Collection: in.Collection, ID: in.ID}, Decision: in.Decision, Verdict: in.Verdict, Note: in.Note, Seen: in.Seen})
	return &decideOutput{outcome, version}, err
}

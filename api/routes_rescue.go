package api

import (
	"fieldsync/sync"
)

// Bounds of one rescue: a box may hold a run of a phone's size.
const (
	rescueLimit = 8 << 20
	maxBoxes    = 256
)

var rescueRoutes = []operation{
	{
		method: "POST", path: "/v1/rescue", name: "rescue", limit: rescueLimit,
		summary: "Takes sealed runs that a device kept, from whoever carries them; what is known already gets its first receipt again",
		input:   rescueInput{}, output: rescueAnswer{}, serve: rescue,
		codes: []string{
			codeInvalid, changesync.CodeBadChain, changesync.CodeBadSignature, changesync.CodeFork,
			changesync.CodeUnknownDevice, codeFull,
		},
	},
}

type rescueInput struct {
	Device string   `json:"device" validate:"required,max=64,plain" doc:"Whose boxes these are"`
	Sealed []string `json:"sealed" validate:"min=1,max=256,dive,b64url" doc:"Boxes in the order they were made, base64url"`
}

// rescueAnswer is the answer to a push, with what could not be taken.
type rescueAnswer struct {
	pushAnswer
	Refused []refusedBox `json:"refused,omitempty"`
}

type refusedBox struct {
	Box    int    `json:"box" doc:"Its place in sealed, from 0"`
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// rescue takes box by box, so that a spoilt one takes nothing else with it.
// Only when all are refused the first problem is the answer.
func rescue(c *call) error {
	in := &rescueInput{}
	if err := c.bind(in); err != nil {
		return err
	}
	all := &changesync.PushResult{}
	var refused []refusedBox
	var first error
	for i, text := range in.Sealed {
		got, err := c.handBack(text)
		if err != nil {
			p := problemOf(err)
			if p.Status >= 500 {
				return err
			}
			if first == nil {
				first = err
			}
			refused = append(refused, refusedBox{i, p.Code, p.Detail})
			continue
		}
		all.Receipts = append(all.Receipts, got.Receipts...)
		all.ExpectedN, all.Time = max(all.ExpectedN, got.ExpectedN), got.Time
	}
	if len(refused) == len(in.Sealed) {
		return first
	}
	return c.replyRescue(all, refused)
}

func (c *call) handBack(box string) (*changesync.PushResult, error) {
	done, err := c.s.turns.wait(c.r.Context(), len(box))
	if err != nil {
		return nil, err
	}
	defer done()
	return c.s.commit(c, func() (*changesync.PushResult, error) {
		return c.s.engine.HandBack(c.r.Context(), unbase64(box))
	})
}

func (c *call) replyRescue(all *changesync.PushResult, refused []refusedBox) error {
	b := appendResult(nil, all)
	if len(refused) > 0 {
		list, err := encodeJSON(refused)
		if err != nil {
			return err
		}
		b = append(append(b[:len(b)-1], `,"refused":`...), list...)
		b = append(b, '}')
	}
	return c.replyBytes(jsonType, b)
}

package changesync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"fieldsync/models"
)

// docFork says that a device and a copy of it have both written; by device.
const docFork = "fork"

type forkDoc struct {
	N  uint64 `json:"n"`  // the first changeset of which there are two
	At int64  `json:"at"` // when that was found, Unix ms
}

// noteFork notes in the audit log that a device was copied: once, however often
// the copy tries; when it is enrolled again it is another device.
func (g *group) noteFork(device string, n uint64) error {
	if old, err := g.doc(docFork, device); err != nil || old != nil {
		return err
	}
	body, err := json.Marshal(forkDoc{n, g.now})
	if err != nil {
		return err
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docFork, Key: device, Body: body})
	g.audit(AuditEvent{Action: AuditFork, User: g.devices[device].User, Device: device, Detail: fmt.Sprintf("at changeset %d", n)})
	return nil
}

// Copied says when devices were found to have been copied, Unix ms, by device.
func (e *Engine) Copied(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	return out, e.store.View(ctx, func(tx ReadTx) error {
		docs, err := tx.Docs(docFork)
		if err != nil {
			return err
		}
		for _, d := range docs {
			var f forkDoc
			if err := json.Unmarshal(d.Body, &f); err != nil {
				return err
			}
			out[d.Key] = f.At
		}
		return nil
	})
}

func hasCode(err error, code string) bool {
	coded, ok := errors.AsType[*models.Error](err)
	return ok && coded.Code == code
}

package changesync

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"

	"fieldsync/models"
)

// The states of an order to wipe a device.
const (
	WipePending    = "pending"    // the device has not been heard of since
	WipeDelivering = "delivering" // it knows, and still holds what was never delivered
	WipeDone       = "done"       // it has delivered all, or was told to discard, and erases itself
)

// Wipe is an order to wipe a device, and how far it has come.
type Wipe struct {
	Order   string `json:"order"` // names the order in the device's signature
	State   string `json:"state"`
	Discard bool   `json:"discard_unsent"` // unsent work need not be delivered first
	Ordered int64  `json:"ordered_at"`     // server clock, Unix ms
	// Unsent counts changesets that the device said it held without a receipt;
	// nil: it has said nothing yet. With WipeDone they are lost with the device.
	Unsent   *int  `json:"unsent,omitempty"`
	Reported int64 `json:"reported_at,omitempty"` // Unix ms, of the last word of the device
}

// WipeReport is the device's word about an order.
type WipeReport struct {
	Order  string `json:"order"`
	State  string `json:"state"`  // WipeDelivering or WipeDone
	Unsent int    `json:"unsent"` // changesets without a receipt
	// Proof is the device's signature of WipeMessage.
	Proof []byte `json:"proof"`
}

// WipeMessage is what a device signs to report about an order.
func WipeMessage(device, order, state string, unsent int) []byte {
	return fmt.Appendf(nil, "fieldsync/wipe/1\n%s\n%s\n%s\n%d", device, order, state, unsent)
}

// OrderWipe orders a device to erase itself: it loses its rights at once, learns
// of the order at its next contact, delivers what it holds (into quarantine),
// and erases only then. With discard it may erase what it cannot deliver; a
// second order can still ask for that. Errors: not_found.
func (e *Engine) OrderWipe(ctx context.Context, device string, discard bool) error {
	return e.OrderWipeAs(ctx, "", device, discard)
}

// OrderWipeAs is OrderWipe by an administrator.
func (e *Engine) OrderWipeAs(ctx context.Context, by, device string, discard bool) error {
	order := e.opt.NewID()
	return e.submit(ctx, &job{devices: []string{device}, run: func(g *group) error {
		dev := g.devices[device]
		if dev == nil || dev.Status == DeviceServer {
			return fail(CodeNotFound, "there is no such device")
		}
		w, err := g.wipe(device)
		if err != nil || (w != nil && (w.State == WipeDone || w.Discard == discard)) {
			return err
		}
		if w == nil {
			w = &Wipe{Order: order, State: WipePending, Ordered: g.now}
		}
		w.Discard = discard
		detail := "ordered"
		if discard {
			detail = "ordered, unsent work may be discarded"
		}
		g.audit(AuditEvent{Action: AuditWipe, User: dev.User, By: by, Device: device, Detail: detail})
		if dev.Status != DeviceRevoked {
			dev.Status = DeviceRevoked
			g.audit(AuditEvent{Action: AuditRevoke, User: dev.User, By: by, Device: device})
			g.moved[device] = true
		}
		g.noteDevice(dev, w)
		return g.putWipe(device, w)
	}})
}

// ReportWipe takes the word of a device about the order it is under; the same
// word again changes nothing. Errors: bad_signature, not_found (there is no such
// order), unsent_kept (it may not erase what it has not delivered).
func (e *Engine) ReportWipe(ctx context.Context, caller Device, r WipeReport) (*Wipe, error) {
	if !ed25519.Verify(caller.PublicKey, WipeMessage(caller.ID, r.Order, r.State, r.Unsent), r.Proof) {
		return nil, fail(CodeBadSignature, "the report does not fit the device's key")
	}
	if r.State != WipeDelivering && r.State != WipeDone || r.Unsent < 0 {
		return nil, fail(CodeMalformed, "a device reports delivering or done, and how much it holds")
	}
	var out *Wipe
	err := e.submit(ctx, &job{devices: []string{caller.ID}, run: func(g *group) (err error) {
		out, err = g.wipe(caller.ID)
		switch {
		case err != nil:
			return err
		case out == nil || out.Order != r.Order:
			return fail(CodeNotFound, "there is no such order to wipe this device")
		case out.State == WipeDone || (out.State == r.State && out.Unsent != nil && *out.Unsent == r.Unsent):
			return nil
		case r.State == WipeDone && r.Unsent > 0 && !out.Discard:
			return fail(CodeUnsentKept, "this device still holds what was never delivered, and was not told to discard it")
		}
		out.State, out.Unsent, out.Reported = r.State, &r.Unsent, g.now
		g.audit(AuditEvent{Action: AuditWipe, User: caller.User, Device: caller.ID, Detail: fmt.Sprintf("%s, %d unsent", r.State, r.Unsent)})
		g.noteDevice(&caller, out)
		return g.putWipe(caller.ID, out)
	}})
	return out, err
}

// MayRead refuses a device that was revoked, or has to erase itself: it may only
// deliver what it still holds. Errors: revoked, wipe_ordered.
func (e *Engine) MayRead(ctx context.Context, d Device) error {
	if d.Status == DeviceActive {
		return nil
	}
	w, err := e.WipeOf(ctx, d.ID)
	switch {
	case err != nil:
		return err
	case w == nil:
		return fail(CodeRevoked, "this device was revoked: it may only deliver what it still holds")
	}
	return &models.Error{Code: CodeWipeOrdered, Message: "this device is to deliver what it holds and then erase itself",
		ZH: "本设备须先上传未发送的内容,然后清除数据", Hint: "see wipe in GET /v1/devices/me", HintZH: "见 GET /v1/devices/me 的 wipe"}
}

// WipeOf is the order that a device is under; nil: none.
func (e *Engine) WipeOf(ctx context.Context, device string) (w *Wipe, err error) {
	err = e.store.View(ctx, func(tx ReadTx) error {
		body, ok, err := tx.Doc(docWipe, device)
		if err != nil || !ok {
			return err
		}
		return json.Unmarshal(body, &w)
	})
	return w, err
}

// Wipes are all orders, by device: what a list of devices needs.
func (e *Engine) Wipes(ctx context.Context) (map[string]*Wipe, error) {
	out := map[string]*Wipe{}
	err := e.store.View(ctx, func(tx ReadTx) error {
		docs, err := tx.Docs(docWipe)
		if err != nil {
			return err
		}
		for _, d := range docs {
			w := &Wipe{}
			if err := json.Unmarshal(d.Body, w); err != nil {
				return err
			}
			out[d.Key] = w
		}
		return nil
	})
	return out, err
}

func (g *group) wipe(device string) (w *Wipe, err error) {
	body, err := g.doc(docWipe, device)
	if err == nil && body != nil {
		err = json.Unmarshal(body, &w)
	}
	return w, err
}

func (g *group) putWipe(device string, w *Wipe) error {
	body, err := json.Marshal(w)
	if err == nil {
		g.batch.Docs = append(g.batch.Docs, Doc{Kind: docWipe, Key: device, Body: body})
	}
	return err
}

package mobile

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"

	"fieldsync/models"
	"fieldsync/sync"
)

const metaWipe = "client.wipe" // how far the order to erase itself has come

// wipeNote closes the device for writing: what was promised to the server must
// stay true. Acknowledged, it has to be erased whatever happens.
type wipeNote struct {
	Order        string `json:"order"`
	Unsent       int    `json:"unsent"`
	Acknowledged bool   `json:"acknowledged"`
}

// Wiped says that the office ordered this device to be wiped, that all of it is
// delivered (or to be discarded), and that the server knows: the program has to
// erase the device's data now, the key first. It is asked after Open and after
// a Sync that failed with wiped.
func (c *Client) Wiped() bool {
	c.who.RLock()
	defer c.who.RUnlock()
	return c.wipe != nil && c.wipe.Acknowledged
}

func (c *Client) wiped() error {
	if !c.Wiped() {
		return nil
	}
	return &models.Error{Code: CodeWiped, Message: "the office ordered this device to be wiped; what it held is on the server",
		ZH: "后台已下令清除本设备;其内容已在服务器上", Hint: "enrol it anew with a code of the office if it is to be used again",
		HintZH: "如需继续使用,请用后台的注册码重新注册"}
}

// mayWrite is asked under c.who, so that nothing is written between the last
// count and the promise to the server.
func (c *Client) mayWrite() error {
	if c.wipe == nil {
		return nil
	}
	return &models.Error{Code: changesync.CodeWipeOrdered, Message: "this device is being wiped; nothing new is taken",
		ZH: "本设备正在被清除,不再接收新内容"}
}

// obey follows the order to erase this device: it tells the server what is not
// delivered yet, or closes for writing, acknowledges, and remembers that. Cut
// off anywhere, it is done again at the next contact.
func (s *session) obey(ctx context.Context) error {
	order, err := s.order(ctx)
	if err != nil {
		return err
	}
	if order == nil {
		return s.c.reopen(ctx)
	}
	return s.follow(ctx, order)
}

// obeySalvaged asks for an order where the device may deliver nothing before it
// is enrolled anew, which nobody does with a lost phone. renew is why it may not.
func (s *session) obeySalvaged(ctx context.Context, renew error) error {
	id := s.c.identity()
	if len(id.Key) == 0 {
		return renew // it cannot prove who it is
	}
	var err error
	if s.at, err = s.c.address(ctx, id); err != nil {
		return err
	}
	order, err := s.order(ctx)
	if err != nil || order == nil {
		return renew
	}
	return s.follow(ctx, order)
}

func (s *session) order(ctx context.Context) (order *changesync.Wipe, err error) {
	err = s.call(ctx, func(at Endpoint) (err error) {
		order, err = s.c.opt.Transport.Wipe(ctx, at)
		return err
	})
	return order, err
}

// follow does what an order says.
func (s *session) follow(ctx context.Context, order *changesync.Wipe) error {
	c := s.c
	unsent, closed, err := c.closeFor(ctx, order)
	if err != nil {
		return err
	}
	state := changesync.WipeDelivering
	if closed {
		state = changesync.WipeDone
	}
	id := c.identity()
	report := changesync.WipeReport{Order: order.Order, State: state, Unsent: unsent,
		Proof: ed25519.Sign(id.Key, changesync.WipeMessage(id.Device, order.Order, state, unsent))}
	if err := s.call(ctx, func(at Endpoint) error { return c.opt.Transport.ReportWipe(ctx, at, report) }); err != nil {
		return err
	}
	if !closed {
		return &models.Error{Code: changesync.CodeWipeOrdered, Field: "outbox",
			Message: fmt.Sprintf("the office ordered this device to be wiped; it first has to deliver %d changesets", unsent),
			ZH:      fmt.Sprintf("后台已下令清除本设备;须先上传 %d 个变更", unsent)}
	}
	if err := c.noteWipe(context.WithoutCancel(ctx), &wipeNote{Order: order.Order, Unsent: unsent, Acknowledged: true}); err != nil {
		return err
	}
	return c.wiped()
}

// closeFor counts what is not delivered and closes the device if nothing is, or
// if that may be discarded.
func (c *Client) closeFor(ctx context.Context, order *changesync.Wipe) (unsent int, closed bool, err error) {
	lost, unsure, err := c.unread(ctx)
	if err != nil {
		return 0, false, err
	}
	c.who.Lock()
	defer c.who.Unlock()
	note := &wipeNote{Order: order.Order}
	err = c.opt.Local.Update(ctx, func(tx changesync.LocalTx) (err error) {
		if note.Unsent, err = tx.OutboxCount(changesync.OutWaiting); err != nil {
			return err
		}
		if note.Unsent += lost; (note.Unsent > 0 || unsure) && !order.Discard {
			return nil
		}
		closed = true
		raw, err := json.Marshal(note)
		if err != nil {
			return err
		}
		return tx.PutMeta(metaWipe, raw) // another program of this home sees it, too
	})
	if err != nil {
		return 0, false, err
	}
	if closed {
		c.wipe = note
	}
	return note.Unsent, closed, nil
}

// unread counts what a damaged database may still hold unsent. Once the device
// was enrolled anew after it, that was told and settled.
func (c *Client) unread(ctx context.Context) (lost int, unsure bool, err error) {
	s, err := c.salvaged(ctx)
	if err != nil || s == nil || !s.Renew {
		return 0, false, err
	}
	n, unsure := s.Missing()
	return int(n), unsure, nil
}

// noteWipe remembers how far it is; nil: there is no order.
func (c *Client) noteWipe(ctx context.Context, note *wipeNote) error {
	c.who.Lock()
	defer c.who.Unlock()
	var value any
	if note != nil {
		value = note
	}
	if err := c.putMeta(ctx, metaWipe, value); err != nil {
		return err
	}
	c.wipe = note
	return nil
}

// reopen lets a device write again whose order the server does not know, since
// it was restored from a backup.
func (c *Client) reopen(ctx context.Context) error {
	c.who.RLock()
	closed := c.wipe != nil && !c.wipe.Acknowledged
	c.who.RUnlock()
	if !closed {
		return nil
	}
	return c.noteWipe(ctx, nil)
}

package sim

import (
	"encoding/json"
	"errors"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

var (
	errLost  = errors.New("the connection broke")
	errCrash = errors.New("crashed")
)

// network loses, doubles and delays what devices and server say.
type network struct {
	on     bool
	faults int
	late   []func() // messages still under way
}

// call carries a request to the server and the answer back, or does not.
func (n *network) call(d *device, what string, serve func() ([]byte, error)) ([]byte, error) {
	fate := 100
	if n.on {
		fate = d.w.rng.IntN(20)
	}
	if fate < 5 {
		n.faults++
	}
	switch fate {
	case 0:
		d.w.tracef("%s: request lost: %s", d.name, what)
		return nil, errLost
	case 1:
		d.w.tracef("%s: answer lost: %s", d.name, what)
		_, err := serve()
		return nil, errors.Join(errLost, crashOf(err))
	case 2:
		d.w.tracef("%s: sent twice: %s", d.name, what)
		if _, err := serve(); err != nil {
			return nil, err
		}
	case 3:
		d.w.tracef("%s: request comes late: %s", d.name, what)
		n.late = append(n.late, func() { _, _ = serve() })
		return nil, errLost
	case 4:
		d.w.tracef("%s: answer comes late: %s", d.name, what)
		answer, err := serve()
		n.late = append(n.late, func() { d.lateAnswer(what, answer) })
		return nil, errors.Join(errLost, crashOf(err))
	}
	return serve()
}

func crashOf(err error) error {
	if errors.Is(err, errCrash) {
		return errCrash
	}
	return nil
}

// lateAnswer reaches the device in the middle of something else.
func (d *device) lateAnswer(what string, answer []byte) {
	if answer == nil {
		return
	}
	var err error
	if what == "push" {
		_, err = d.r.TakeAnswer(d.w.ctx, answer)
	} else {
		_, err = d.r.TakePage(d.w.ctx, answer)
	}
	if err != nil {
		d.w.tracef("%s: a late answer was refused: %v", d.name, err)
	}
}

// deliverLate delivers one of the messages under way.
func (n *network) deliverLate(i int) {
	late := n.late[i]
	n.late = append(n.late[:i:i], n.late[i+1:]...)
	late()
}

func (w *world) servePush(d *device, body []byte) ([]byte, error) {
	run, err := changesync.DecodeRun(body)
	if err != nil {
		return nil, err
	}
	res, err := w.engine.Push(w.ctx, d.caller, run)
	if err != nil {
		return nil, err
	}
	return json.Marshal(res)
}

func (w *world) servePull(d *device, req changesync.PullRequest) ([]byte, error) {
	page, err := w.engine.Pull(w.ctx, d.caller, req)
	if err != nil {
		return nil, err
	}
	if w.bug.page != nil {
		w.bug.page(page)
	}
	return page.Encode()
}

// crash stops a database at a chosen point: from there on nothing works until
// it is opened again.
type crash struct {
	point string // "" for none
	dead  bool
}

func (c *crash) fault(op string) error {
	if c.point != "" && op == c.point {
		c.dead = true
	}
	if c.dead {
		return errCrash
	}
	return nil
}

// recover opens again what crashed and forgives what the network did.
func (w *world) recover(d *device, err error) {
	if w.crash.dead {
		w.tracef("the server starts again")
		if err := w.openServer(); err != nil {
			w.fail("restart", "server: %v", err)
		}
	}
	if d != nil && d.crash.dead {
		w.tracef("%s: the program starts again", d.name)
		if err := d.open(); err != nil {
			w.fail("restart", "%s: %v", d.name, err)
		}
	}
	var coded *models.Error
	if err == nil || errors.Is(err, errLost) || errors.Is(err, errCrash) {
		return
	}
	if errors.As(err, &coded) && coded.Code == changesync.CodeStalePage {
		return
	}
	w.fail("errors", "%v", err)
}

package changesync

import (
	"context"
	"errors"

	"fieldsync/models"
	"fieldsync/models/strict"
)

// HandBack takes a sealed run that a device kept after it was acknowledged,
// from whoever carries it: a server that was restored from an older backup
// gets back what it forgot. What it knows already gets the same receipts. Where
// a copy of the device has taken the numbers meanwhile, or those before them
// have not come and perhaps never will, the server's own device carries the
// changesets over, as a copied device does with what it has.
func (e *Engine) HandBack(ctx context.Context, box []byte) (*PushResult, error) {
	plain, err := e.opt.Keys.Unseal(box)
	if err != nil {
		return nil, fail(CodeMalformed, "the box was not sealed for this server")
	}
	certificate, body, err := openBox(plain)
	if err != nil {
		return nil, err
	}
	run, err := DecodeRun(body)
	if err != nil {
		return nil, err
	}
	dev, err := e.deviceOf(ctx, run.Device, certificate)
	if err != nil {
		return nil, err
	}
	res, err := e.take(ctx, dev, run, false)
	coded, _ := errors.AsType[*models.Error](err)
	if (coded != nil && coded.Code == CodeFork) || (err == nil && len(res.Receipts) == 0) {
		return e.takeCopied(ctx, dev, run)
	}
	return res, err
}

// openBox reads {"certificate","run"}, or a run alone as the first version
// sealed it.
func openBox(plain []byte) (certificate string, run []byte, err error) {
	run = plain
	err = strict.Object(plain, func(key, value []byte) (err error) {
		switch string(key) {
		case "certificate":
			certificate, err = strict.String(value)
		case "run":
			run = value
		}
		return err
	})
	if err != nil {
		return "", nil, malformed("box", err)
	}
	return certificate, run, nil
}

// deviceOf finds the device of a box, or readmits it by its certificate.
func (e *Engine) deviceOf(ctx context.Context, id, certificate string) (Device, error) {
	dev := Device{}
	err := e.submit(ctx, &job{devices: []string{id}, run: func(g *group) error {
		if g.devices[id] == nil && certificate != "" {
			if _, err := g.readmit(certificate); err != nil {
				return err
			}
		}
		if g.devices[id] == nil {
			return fail(CodeUnknownDevice, "the device of this box is not enrolled here")
		}
		dev = *g.devices[id]
		return nil
	}})
	return dev, err
}

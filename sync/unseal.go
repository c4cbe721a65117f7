//go:build !js

package changesync

import (
	"context"
	"crypto/hpke"
)

// Unseal opens what a device sealed.
func (k *ServerKeys) Unseal(box []byte) ([]byte, error) {
	key, err := hpke.NewDHKEMPrivateKey(k.Open)
	if err != nil {
		return nil, err
	}
	return hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(sealInfo), box)
}

// HandBack takes a sealed run that a device kept after it was acknowledged,
// from whoever carries it: a server that was restored from an older backup
// gets back what it forgot. What it knows already gets the same receipts.
func (e *Engine) HandBack(ctx context.Context, box []byte) (*PushResult, error) {
	plain, err := e.opt.Keys.Unseal(box)
	if err != nil {
		return nil, fail(CodeMalformed, "the box was not sealed for this server")
	}
	run, err := DecodeRun(plain)
	if err != nil {
		return nil, err
	}
	var found map[string]Device
	err = e.store.View(ctx, func(tx ReadTx) (err error) {
		found, err = tx.Devices(run.Device)
		return err
	})
	if err != nil {
		return nil, err
	}
	dev, ok := found[run.Device]
	if !ok {
		return nil, fail(CodeUnknownDevice, "the device of this box is not enrolled here")
	}
	return e.take(ctx, dev, run)
}

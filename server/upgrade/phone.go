package upgrade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/httptransport"
	"fieldsync/mobile-client/keyfile"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
)

// address is where the devices of a kept folder believe their server to be.
const address = "http://fieldsync.example"

const homeName = "field.db"

// phone is a device: the real client and database.
type phone struct {
	*mobile.Client
	ctx  context.Context
	db   *localstore.Store
	line *recorder
}

func openPhone(ctx context.Context, home string, line *recorder, reg *models.Registry) (*phone, error) {
	p, err := openPhoneOver(ctx, home, line, line.now, reg)
	if err == nil {
		p.line = line
	}
	return p, err
}

// openPhoneOver opens a device over any line.
func openPhoneOver(ctx context.Context, home string, line http.RoundTripper, now func() time.Time, reg *models.Registry) (*phone, error) {
	db, err := localstore.OpenSealed(ctx, filepath.Join(home, homeName), localdb.Options{}, keyfile.Folder(home))
	if err != nil {
		return nil, err
	}
	c, err := mobile.Open(ctx, mobile.Options{
		Local: db, Transport: httptransport.New(httptransport.Options{Base: line}), Registry: reg,
		Now: now, App: "kept/1", PageBytes: 2000, // several pages
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &phone{Client: c, ctx: ctx, db: db}, nil
}

// enrol makes it a device of the user.
func (p *phone) enrol(o *office, user string) error {
	code, err := o.engine.NewCode(p.ctx, user)
	if err != nil {
		return err
	}
	return p.Enrol(p.ctx, address, code.Code, user)
}

// sync expects to succeed.
func (p *phone) sync() error {
	_, err := p.Sync(p.ctx)
	return err
}

// put writes a record and gives its id.
func (p *phone) put(collection, id, set string) (string, error) {
	var values models.Values
	if err := json.Unmarshal([]byte(set), &values); err != nil {
		return "", fmt.Errorf("%s: %w", set, err)
	}
	w, err := p.Put(p.ctx, collection, id, values)
	if err != nil {
		return "", fmt.Errorf("put %s %s: %w", collection, id, err)
	}
	return w.IDs[0], nil
}

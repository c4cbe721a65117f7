package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/httptransport"
	"fieldsync/mobile-client/keyfile"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
	"fieldsync/sync"
)

// app is one run of the command.
type app struct {
	world
	ctx  context.Context
	home string
	keys string // folder of the key; "" until database: the home
	lang string
	json bool
	// what close closes
	store     changesync.Local
	transport *httptransport.Transport
}

// errTold is a failure that was told already, in full.
var errTold = errors.New("told")

// open opens the client of the home folder.
func (a *app) open(opt mobile.Options) (*mobile.Client, error) {
	path, err := a.database()
	if err != nil {
		return nil, err
	}
	store, err := a.openStore(path, localdb.Options{})
	if err != nil {
		return nil, err
	}
	return a.client(store, opt)
}

func (a *app) client(store changesync.Local, opt mobile.Options) (*mobile.Client, error) {
	a.store = store
	a.transport = httptransport.New(httptransport.Options{UserAgent: "field/" + version})
	opt.Local, opt.Transport, opt.App = failingLocal(store), failingTransport(a.transport), "field/"+version
	c, err := mobile.Open(a.ctx, opt)
	if err == nil && c.Wiped() { // it was cut off before
		return nil, a.erase()
	}
	return c, err
}

// erase takes the device's data away, as the office ordered, and says so.
func (a *app) erase() error {
	path, err := a.database()
	if err != nil {
		return err
	}
	store, open := a.store.(*localstore.Store)
	if !open {
		if store, err = a.openStore(path, localdb.Options{}); err != nil {
			return err
		}
	}
	if err := store.Erase(a.ctx, bounded(localdb.Options{}), a.keeper()); err != nil {
		return err
	}
	a.store = nil
	return &models.Error{Code: mobile.CodeWiped, Field: "home", Message: a.say("wiped")}
}

// wipedOr erases the device where err says that it has to be.
func (a *app) wipedOr(err error) error {
	if mobile.CodeOf(err) == mobile.CodeWiped {
		return a.erase()
	}
	return err
}

// enrolled opens the client of a device that has an identity.
func (a *app) enrolled(opt mobile.Options) (*mobile.Client, error) {
	c, err := a.open(opt)
	if err == nil && !c.Enrolled() {
		err = &models.Error{Code: mobile.CodeNotEnrolled, Field: "home", Message: a.say("not_enrolled", a.home), ZH: a.say("not_enrolled", a.home)}
	}
	return c, err
}

// database is the path of the home's database; the folder is its owner's only.
func (a *app) database() (string, error) {
	home, err := ofUser(a.home)
	if err != nil {
		return "", &models.Error{Code: localdb.CodeHomeUnusable, Field: "home", Message: "say --home DIR: " + err.Error()}
	}
	if a.keys == "" {
		a.keys = home
	} else if a.keys, err = ofUser(a.keys); err != nil {
		return "", &models.Error{Code: localdb.CodeHomeUnusable, Field: "keys", Message: "say --keys DIR: " + err.Error()}
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return "", &models.Error{Code: localdb.CodeHomeUnusable, Field: "home", Message: err.Error()}
	}
	return filepath.Join(home, "field.db"), nil
}

// ofUser puts the user's own folder in the place of ~.
func ofUser(folder string) (string, error) {
	rest, ok := strings.CutPrefix(folder, "~")
	if !ok || (rest != "" && rest[0] != '/') {
		return folder, nil
	}
	dir, err := os.UserHomeDir()
	return filepath.Join(dir, rest), err
}

// keeper has the key of the database.
func (a *app) keeper() localstore.Keeper { return failingKeeper(keyfile.Folder(a.keys)) }

func (a *app) close() {
	if a.transport != nil {
		a.transport.CloseIdle()
	}
	if a.store != nil {
		_ = a.store.Close()
	}
}

// print writes the answer: as JSON when asked for, otherwise as text says.
func (a *app) print(v any, text func()) error {
	if !a.json {
		text()
		return nil
	}
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// line writes a line for people. What others have written stays in the line.
func (a *app) line(format string, args ...any) {
	_, _ = fmt.Fprintf(a.out, format+"\n", models.VisibleArgs(args)...)
}

func (a *app) warn(format string, args ...any) {
	_, _ = fmt.Fprintf(a.err, format+"\n", models.VisibleArgs(args)...)
}

package main

import (
	"net/netip"
	"net/url"
	"os"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

// Run makes this home a device of the organisation.
func (e *enrollCmd) Run(a *app) error {
	if err := e.where(a); err != nil {
		return err
	}
	if !e.InsecureHTTP && plainBeyondLoopback(e.Server) {
		return &models.Error{Code: "plain_http", Field: "server", Message: a.say("plain_http", e.Server), ZH: a.say("plain_http", e.Server),
			Hint: a.say("plain_http_hint"), HintZH: a.say("plain_http_hint")}
	}
	c, err := a.open(mobile.Options{})
	if err == nil {
		err = a.unlock(c)
	}
	if err != nil {
		return err
	}
	name := e.Name
	if name == "" {
		name, _ = os.Hostname() // only for people
	}
	if err := c.Enrol(a.ctx, e.Server, e.Code, name); err != nil {
		return err
	}
	device, user, url := c.Who()
	return a.print(struct {
		Device string `json:"device"`
		User   string `json:"user"`
		Server string `json:"server"`
	}{device, user, url}, func() { a.line("%s", a.say("enrolled", user)) })
}

// plainBeyondLoopback says that the code, and all that follows it, would cross a
// network in the clear.
func plainBeyondLoopback(server string) bool {
	u, err := url.Parse(strings.TrimSpace(server))
	if err != nil || !strings.EqualFold(u.Scheme, "http") {
		return false // in order, or no address at all
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback())
}

// where takes server and code from the link, if that was given.
func (e *enrollCmd) where(a *app) (err error) {
	if typed := e.Server != "" && e.Code != ""; typed == (e.Link != "") || (e.Server == "") != (e.Code == "") {
		return &models.Error{Code: "usage", Field: "enroll", Message: a.say("enroll_usage"), ZH: a.say("enroll_usage")}
	}
	if e.Link != "" {
		e.Server, e.Code, err = changesync.ReadEnrolLink(e.Link)
	}
	return err
}

// Run tells the version.
func (versionCmd) Run(a *app) error {
	return a.print(struct {
		Version string `json:"version"`
	}{version}, func() { a.line("field %s", version) })
}

// Run tells whether the phone may be handed over; it fails when it may not.
func (handoverCmd) Run(a *app) error {
	c, err := a.open(mobile.Options{})
	if err != nil {
		return err
	}
	if err := a.readable(); err != nil {
		return err
	}
	h, err := c.Handover(a.ctx)
	if err != nil {
		return err
	}
	reasons, notes := h.Reasons, h.Notes
	if a.lang == zh {
		reasons, notes = h.ReasonsZH, h.NotesZH
	}
	err = a.print(h, func() {
		for _, reason := range reasons {
			a.line("- %s", reason)
		}
		for _, note := range notes {
			a.line("  %s", note)
		}
		if h.Safe {
			a.line("%s", a.say("safe"))
		}
	})
	if err == nil && !h.Safe {
		a.warn("field: %s", a.say("not_safe"))
		return errTold
	}
	return err
}

// readable reads the whole database: a phone whose damage nobody has met yet
// must not be handed over.
func (a *app) readable() error {
	if store, ok := a.store.(*localstore.Store); ok {
		return store.Check(a.ctx)
	}
	return nil
}

// Run settles a conflict.
func (r *resolveCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	value, err := r.value()
	if err != nil {
		return err
	}
	written, err := c.Resolve(a.ctx, r.Conflict, r.Choose, value)
	if err != nil {
		return err
	}
	return a.wrote(written, false)
}

// value reads --value by the type of the field in conflict.
func (r *resolveCmd) value() ([]byte, error) {
	if (r.Value != nil) != (r.Choose == "value") {
		return nil, &models.Error{Code: "usage", Field: "value", Message: "--choose value and --value V belong together", ZH: "--choose value 与 --value 须同时使用"}
	}
	if r.Value == nil {
		return nil, nil
	}
	collection, field, ok := conflictParts(r.Conflict)
	if !ok {
		return nil, &models.Error{Code: "not_found", Field: "conflict", Message: "a conflict is named collection/record/field, see `field conflicts`",
			ZH: "冲突编号的形式为 类别/记录/字段,见 field conflicts"}
	}
	set, err := parseSet(collection, []string{field + "=" + *r.Value})
	return set[field], err
}

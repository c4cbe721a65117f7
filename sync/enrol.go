package changesync

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"fieldsync/models"
)

// Enrolment is what a device gets for a code.
type Enrolment struct {
	Device string     `json:"device"`
	User   string     `json:"user"`
	Staff  string     `json:"staff"`
	Token  string     `json:"token"`
	Expiry int64      `json:"expires"` // of the token, Unix ms
	Epoch  string     `json:"epoch"`
	Server PublicKeys `json:"server"`
	Time   int64      `json:"time"` // server clock, Unix ms
	// Certificate lets a server that forgot the device know it again.
	Certificate string `json:"certificate"`
}

// Enrol exchanges a code, with proof of the device's key, for a device and its
// token. A code works once; a wrong proof does not use it up.
func (e *Engine) Enrol(ctx context.Context, code, name string, public ed25519.PublicKey, proof []byte) (*Enrolment, error) {
	return e.EnrolAs(ctx, "", code, name, public, proof)
}

// EnrolAs is Enrol for a phone that holds data of a user, "" for none: a code of
// somebody else is refused (other_user) and not used up.
func (e *Engine) EnrolAs(ctx context.Context, holder, code, name string, public ed25519.PublicKey, proof []byte) (*Enrolment, error) {
	if len(public) != ed25519.PublicKeySize || !ed25519.Verify(public, EnrolMessage(code, public), proof) {
		return nil, fail(CodeBadSignature, "the proof does not fit the public key")
	}
	token, err := e.newSecret()
	if err != nil {
		return nil, err
	}
	out := &Enrolment{Device: e.opt.NewID(), Token: token, Server: e.PublicKeys()}
	key := SecretKey(NormalCode(code))
	err = e.submit(ctx, &job{run: func(g *group) error {
		user, err := g.takeCode(key, holder)
		if err != nil {
			return err
		}
		out.User, out.Staff, out.Time, out.Epoch = user.Name, user.Staff, g.now, g.head.Epoch
		out.Expiry = g.now + e.opt.TokenLife.Milliseconds()
		g.batch.Devices = append(g.batch.Devices, Device{
			ID: out.Device, User: user.Name, Name: name, PublicKey: slices.Clone(public),
			Status: DeviceActive, Enrolled: g.now,
		})
		g.audit(AuditEvent{Action: AuditEnrol, User: user.Name, Device: out.Device, Detail: name})
		out.Certificate, err = Certificate{Device: out.Device, User: user.Name, Name: name, Key: public, Enrolled: g.now}.Token(e.signKey())
		if err != nil {
			return err
		}
		return g.putToken(token, tokenDoc{Device: out.Device, Expires: out.Expiry})
	}})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// takeCode uses a code up, if it is the holder's; "" is anybody.
func (g *group) takeCode(key, holder string) (User, error) {
	bad := fail(CodeBadCode, "the code is unknown, used or older than 10 minutes: ask for a new one")
	body, err := g.doc(docCode, key)
	if err != nil {
		return User{}, err
	}
	var c codeDoc
	if body == nil || json.Unmarshal(body, &c) != nil || g.now >= c.Expires {
		return User{}, bad
	}
	user, err := g.user(c.User)
	if err != nil || !user.Active {
		return User{}, bad
	}
	if holder != "" && holder != user.Name {
		return User{}, OtherUser(user.Name, holder)
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docCode, Key: key})
	return user, nil
}

// OtherUser refuses a code of another user than the one whose data a phone holds.
func OtherUser(theirs, ours string) error {
	return &models.Error{Code: CodeOtherUser, Field: "code",
		Message: fmt.Sprintf("the code is for %s, and what is stored here belongs to %s", theirs, ours),
		ZH:      fmt.Sprintf("该注册码属于 %s,而本机数据属于 %s", theirs, ours),
		Hint:    "use another home for the other user, or ask for a code of the same one", HintZH: "请为另一用户使用另一目录,或索取同一用户的注册码"}
}

type tokenDoc struct {
	Device  string `json:"device"`
	Expires int64  `json:"expires"`
	// Replaces is the hash of the token that dies when this one is first used.
	Replaces string `json:"replaces,omitempty"`
}

func (g *group) putToken(token string, doc tokenDoc) error {
	body, err := json.Marshal(doc)
	if err == nil {
		g.batch.Docs = append(g.batch.Docs, Doc{Kind: docToken, Key: SecretKey(token), Body: body})
	}
	return err
}

// Authenticate finds the device of a token. A revoked device is returned too:
// what it still delivers goes to quarantine, all else is refused above.
func (e *Engine) Authenticate(ctx context.Context, token string) (Device, error) {
	var doc tokenDoc
	var dev Device
	key := SecretKey(token)
	err := e.store.View(ctx, func(tx ReadTx) error {
		body, ok, err := tx.Doc(docToken, key)
		if err != nil {
			return err
		}
		if !ok || json.Unmarshal(body, &doc) != nil {
			return fail(CodeUnauthorised, "the token is unknown: enrol this device")
		}
		found, err := tx.Devices(doc.Device)
		dev = found[doc.Device]
		return err
	})
	if err != nil {
		return Device{}, err
	}
	if e.nowMs() >= doc.Expires {
		return Device{}, fail(CodeTokenExpired, "the token has expired: refresh it with the device's key")
	}
	if doc.Replaces != "" {
		return dev, e.dropOldToken(ctx, key, doc)
	}
	return dev, nil
}

// dropOldToken ends the old token on the first use of the new one.
func (e *Engine) dropOldToken(ctx context.Context, key string, doc tokenDoc) error {
	old := doc.Replaces
	doc.Replaces = ""
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	return e.putDoc(ctx, Doc{Kind: docToken, Key: old}, Doc{Kind: docToken, Key: key, Body: body})
}

// Challenge gives a device a nonce to sign, for a new token. A device has one
// at a time; for an unknown one the answer looks the same and nothing is kept.
func (e *Engine) Challenge(ctx context.Context, device string) (string, error) {
	nonce, err := e.newSecret()
	if err != nil {
		return "", err
	}
	return nonce, e.submit(ctx, &job{devices: []string{device}, run: func(g *group) error {
		if g.devices[device] == nil {
			return nil
		}
		body, err := json.Marshal(challengeDoc{Nonce: SecretKey(nonce), Expires: g.now + challengeLife.Milliseconds()})
		if err == nil {
			g.batch.Docs = append(g.batch.Docs, Doc{Kind: docChallenge, Key: device, Body: body})
		}
		return err
	}})
}

type challengeDoc struct {
	Nonce   string `json:"nonce"` // hash of it
	Expires int64  `json:"expires"`
}

// Refresh gives a device a new token for its signature under a challenge. The
// old token, if given, lives until the new one is used: a lost answer locks
// nobody out in a basement. A server that has forgotten the device, because it
// was restored from an older backup, knows it again by its certificate; the
// caller is then asked for another challenge.
func (e *Engine) Refresh(ctx context.Context, device, nonce, oldToken, certificate string, proof []byte) (token string, expires int64, err error) {
	if token, err = e.newSecret(); err != nil {
		return "", 0, err
	}
	err = e.submit(ctx, &job{devices: []string{device}, run: func(g *group) error {
		if g.devices[device] == nil && certificate != "" {
			return g.forgotten(device, nonce, certificate, proof)
		}
		if err := g.checkChallenge(device, nonce, proof); err != nil {
			return err
		}
		expires = g.now + e.opt.TokenLife.Milliseconds()
		doc := tokenDoc{Device: device, Expires: expires}
		if oldToken != "" {
			doc.Replaces = SecretKey(oldToken)
		}
		return g.putToken(token, doc)
	}})
	return token, expires, err
}

// forgotten readmits a device and sends it for a challenge it can answer.
func (g *group) forgotten(device, nonce, certificate string, proof []byte) error {
	known, err := g.readmit(certificate)
	if err != nil {
		return err
	}
	if dev := g.devices[device]; !known || dev == nil || !ed25519.Verify(dev.PublicKey, RefreshMessage(device, nonce), proof) {
		return fail(CodeUnauthorised, "the server does not know this device: enrol it")
	}
	return fail(CodeUnauthorised, "the server knows this device again: ask for another challenge")
}

func (g *group) checkChallenge(device, nonce string, proof []byte) error {
	body, err := g.doc(docChallenge, device)
	if err != nil {
		return err
	}
	var c challengeDoc
	dev := g.devices[device]
	if body == nil || json.Unmarshal(body, &c) != nil || c.Nonce != SecretKey(nonce) || g.now >= c.Expires ||
		dev == nil || !ed25519.Verify(dev.PublicKey, RefreshMessage(device, nonce), proof) {
		return fail(CodeUnauthorised, "the proof does not fit the challenge")
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docChallenge, Key: device})
	return nil
}

// Revoke takes a device's rights: it may still deliver into quarantine.
func (e *Engine) Revoke(ctx context.Context, device string) error { return e.RevokeAs(ctx, "", device) }

// RevokeAs is Revoke by an administrator.
func (e *Engine) RevokeAs(ctx context.Context, by, device string) error {
	return e.submit(ctx, &job{devices: []string{device}, run: func(g *group) error {
		dev := g.devices[device]
		if dev == nil || dev.Status == DeviceServer {
			return fail(CodeNotFound, "there is no such device")
		}
		dev.Status = DeviceRevoked
		g.noteDevice(dev, nil)
		g.audit(AuditEvent{Action: AuditRevoke, User: dev.User, By: by, Device: device})
		g.moved[device] = true
		return nil
	}})
}

// Devices lists the devices of a user, or all for "".
func (e *Engine) Devices(ctx context.Context, user string) ([]Device, error) {
	var out []Device
	err := e.store.View(ctx, func(tx ReadTx) (err error) {
		out, err = tx.DeviceList(user)
		return err
	})
	return out, err
}

// TokenDue says whether a token with this expiry (Unix ms) should be refreshed:
// in the last third of its life.
func TokenDue(expires int64, now time.Time, life time.Duration) bool {
	return now.UnixMilli() > expires-life.Milliseconds()/3
}

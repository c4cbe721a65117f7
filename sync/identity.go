package changesync

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"time"

	"fieldsync/models"
)

// User is an account: a name to sign in with and the member of staff it is.
type User struct {
	Name   string `json:"name"`
	Staff  string `json:"staff"` // record id in the collection staff
	Active bool   `json:"active"`
}

// The kinds of identity documents.
const (
	docUser      = "user"       // by name
	docStaffUser = "staff_user" // staff id → name
	docCode      = "code"       // by hash of the code
	docToken     = "token"      // by hash of the token
	docChallenge = "challenge"  // by device
	docWipe      = "wipe"       // by device
)

// CodeLife is how long an enrolment code holds.
const CodeLife = 10 * time.Minute

// challengeLife is how long a device has to answer a challenge.
const challengeLife = 2 * time.Minute

// Code is a single-use enrolment code.
type Code struct {
	Code    string
	Expires time.Time
}

type codeDoc struct {
	User    string `json:"user"`
	Expires int64  `json:"expires"`
}

// PutUser adds or changes an account and derives its grants.
func (e *Engine) PutUser(ctx context.Context, u User) error {
	return e.Keep(ctx, func(l *Ledger) error { return l.PutUser(u, "") })
}

// check refuses names that would be mistaken for something else.
func (u *User) check() error {
	if u.Name == "" || len(u.Name) > 64 || strings.ContainsAny(u.Name, "/:~ \x00") || u.Name == ServerUser {
		return &models.Error{Code: CodeBadUser, Field: "user", Message: "a user name has 1 to 64 characters without spaces, / : or ~",
			ZH: "登录名为 1 至 64 个字符,不含空格、/、: 或 ~"}
	}
	return nil
}

// putUser writes an account on behalf of by, "" for the command line.
func (g *group) putUser(u User, by string) error {
	body, err := json.Marshal(u)
	if err != nil {
		return err
	}
	g.batch.Docs = append(g.batch.Docs,
		Doc{Kind: docUser, Key: u.Name, Body: body},
		Doc{Kind: docStaffUser, Key: u.Staff, Body: []byte(u.Name)})
	g.regrant[u.Name] = true
	g.audit(AuditEvent{Action: AuditUser, User: u.Name, By: by, Detail: u.audited()})
	return nil
}

// audited is what the audit log says of an account.
func (u *User) audited() string {
	if !u.Active {
		return "not active"
	}
	return "active, staff " + u.Staff
}

// user reads an account; the zero User when there is none.
func (g *group) user(name string) (User, error) {
	body, err := g.doc(docUser, name)
	if err != nil || body == nil {
		return User{Name: name}, err
	}
	return decodeUser(body)
}

func decodeUser(body []byte) (u User, err error) {
	err = json.Unmarshal(body, &u)
	return u, err
}

// Users lists the accounts by name.
func (e *Engine) Users(ctx context.Context) ([]User, error) {
	var out []User
	err := e.store.View(ctx, func(tx ReadTx) error {
		docs, err := tx.Docs(docUser)
		for _, d := range docs {
			u, err := decodeUser(d.Body)
			if err != nil {
				return err
			}
			out = append(out, u)
		}
		return err
	})
	return out, err
}

// User finds an account by name.
func (e *Engine) User(ctx context.Context, name string) (User, bool, error) {
	var u User
	var found bool
	err := e.store.View(ctx, func(tx ReadTx) error {
		body, ok, err := tx.Doc(docUser, name)
		if err != nil || !ok {
			return err
		}
		found = true
		u, err = decodeUser(body)
		return err
	})
	return u, found, err
}

// NewCode makes a single-use enrolment code for a user.
func (e *Engine) NewCode(ctx context.Context, user string) (Code, error) {
	u, ok, err := e.User(ctx, user)
	if err != nil {
		return Code{}, err
	}
	if !ok || !u.Active {
		return Code{}, &models.Error{Code: CodeNotFound, Field: "user", Message: "there is no active user of that name"}
	}
	code, err := DrawCode(e.opt.Random)
	if err != nil {
		return Code{}, err
	}
	expires := e.opt.Now().Add(CodeLife)
	body, err := json.Marshal(codeDoc{User: user, Expires: expires.UnixMilli()})
	if err != nil {
		return Code{}, err
	}
	return Code{code, expires}, e.submit(ctx, &job{run: func(g *group) error {
		g.batch.Docs = append(g.batch.Docs, Doc{Kind: docCode, Key: SecretKey(NormalCode(code)), Body: body})
		g.audit(AuditEvent{Action: AuditCode, User: user})
		return nil
	}})
}

// SecretKey is what the store knows of a secret that was drawn at random: its
// hash. Passwords need a slow hash instead.
func SecretKey(secret string) string {
	sum := sha256.Sum256([]byte("fieldsync/secret/1\x00" + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (e *Engine) putDoc(ctx context.Context, docs ...Doc) error {
	return e.submit(ctx, &job{run: func(g *group) error {
		g.batch.Docs = append(g.batch.Docs, docs...)
		return nil
	}})
}

// newSecret draws an opaque token.
func (e *Engine) newSecret() (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(e.opt.Random, raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// EnrolMessage is what a device signs to prove that it holds its key.
func EnrolMessage(code string, public ed25519.PublicKey) []byte {
	return append([]byte("fieldsync/enrol/1\n"+NormalCode(code)+"\n"), public...)
}

// RefreshMessage is what a device signs to get a new token.
func RefreshMessage(device, nonce string) []byte {
	return []byte("fieldsync/refresh/1\n" + device + "\n" + nonce)
}

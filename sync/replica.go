package changesync

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"fieldsync/models"
)

// DeviceOptions are what a Replica needs from outside.
type DeviceOptions struct {
	Registry *models.Registry // nil: models.Default()
	Now      func() time.Time // required: the device's clock, with its zone
	Random   io.Reader        // required
	NewID    func() string    // required: UUIDv7
	App      string           // program and version, goes into changesets
	// Keep is how long acknowledged changesets are kept for hand-back; 0: 30 days.
	Keep time.Duration
}

// Replica is the data of one device: what the server confirmed (base), and
// over it what was written here and is not confirmed (overlay). It decides
// everything about them and does no input or output but through Local.
type Replica struct {
	local Local
	opt   DeviceOptions
	reg   *models.Registry
	id    Identity
}

// Identity is what a device knows of itself since its enrolment.
type Identity struct {
	Device string             `json:"device"`
	User   string             `json:"user"`
	Staff  string             `json:"staff"`
	URL    string             `json:"url"` // of the server
	Key    ed25519.PrivateKey `json:"key"`
	Server PublicKeys         `json:"server"`
	// Certificate is the server's word that it enrolled this device.
	Certificate string `json:"certificate,omitempty"`
}

// The names of the small values a device keeps.
const (
	metaIdentity = "identity"
	metaCursor   = "cursor"
	metaMoment   = "moment"
	metaOffset   = "offset" // estimated server time minus device time, ms
	metaLastN    = "last_n" // last changeset written here
	metaLastHash = "last_hash"
	metaEpoch    = "epoch"
	metaToken    = "token"
	metaExpiry   = "token_expires"
	metaPull     = "pull"    // the running pull
	metaRefresh  = "refresh" // scopes to ask for anew
	metaSuccess  = "success" // last finished sync, Unix ms
)

// OpenReplica opens the device's data. Identity is empty before Enrolled.
func OpenReplica(ctx context.Context, local Local, opt DeviceOptions) (*Replica, error) {
	if opt.Registry == nil {
		opt.Registry = models.Default()
	}
	if opt.Keep == 0 {
		opt.Keep = 30 * 24 * time.Hour
	}
	r := &Replica{local: local, opt: opt, reg: opt.Registry}
	err := local.View(ctx, func(tx LocalReadTx) error {
		raw, ok, err := tx.Meta(metaIdentity)
		if err != nil || !ok {
			return err
		}
		return json.Unmarshal(raw, &r.id)
	})
	if err != nil {
		return nil, fmt.Errorf("open the device's data: %w", err)
	}
	return r, nil
}

// Identity is who this device is; Device is "" before it was enrolled.
func (r *Replica) Identity() Identity { return r.id }

// Registry is the collections this program knows.
func (r *Replica) Registry() *models.Registry { return r.reg }

// Now is the device's clock.
func (r *Replica) Now() time.Time { return r.opt.Now() }

// NewID makes an id for a record or an operation.
func (r *Replica) NewID() string { return r.opt.NewID() }

// Enrolled stores what enrolment gave.
func (r *Replica) Enrolled(ctx context.Context, url string, key ed25519.PrivateKey, e *Enrolment) error {
	id := Identity{Device: e.Device, User: e.User, Staff: e.Staff, URL: url, Key: key, Server: e.Server, Certificate: e.Certificate}
	raw, err := json.Marshal(id)
	if err != nil {
		return err
	}
	err = r.local.Update(ctx, func(tx LocalTx) error {
		return putMetas(tx, map[string]string{
			metaIdentity: string(raw), metaEpoch: e.Epoch, metaToken: e.Token,
			metaExpiry: fmt.Sprint(e.Expiry),
			metaOffset: fmt.Sprint(e.Time - r.opt.Now().UnixMilli()),
		})
	})
	if err == nil {
		r.id = id
	}
	return err
}

// Token is the device's token and when it expires (Unix ms).
func (r *Replica) Token(ctx context.Context) (token string, expires int64, err error) {
	err = r.local.View(ctx, func(tx LocalReadTx) error {
		if token, err = metaText(tx, metaToken); err != nil {
			return err
		}
		expires, err = metaInt(tx, metaExpiry)
		return err
	})
	return token, expires, err
}

// SetToken stores a refreshed token.
func (r *Replica) SetToken(ctx context.Context, token string, expires int64) error {
	return r.local.Update(ctx, func(tx LocalTx) error {
		return putMetas(tx, map[string]string{metaToken: token, metaExpiry: fmt.Sprint(expires)})
	})
}

func putMetas(tx LocalTx, values map[string]string) error {
	for _, name := range sortedKeys(values) {
		if err := tx.PutMeta(name, []byte(values[name])); err != nil {
			return err
		}
	}
	return nil
}

func metaText(tx LocalReadTx, name string) (string, error) {
	raw, _, err := tx.Meta(name)
	return string(raw), err
}

func metaInt(tx LocalReadTx, name string) (int64, error) {
	s, err := metaText(tx, name)
	if err != nil || s == "" {
		return 0, err
	}
	return strconv.ParseInt(s, 10, 64)
}

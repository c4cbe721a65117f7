package changesync

import (
	"encoding/base64"
	"encoding/json"

	"fieldsync/models"
)

// cursor is where a device stands: its base holds all of the log up to Seq
// that its grants of version Grants give it. It travels as an opaque token.
type cursor struct {
	Epoch  string `json:"e"`
	Seq    uint64 `json:"s"`
	Grants uint64 `json:"g"`
}

// pagePos is the place inside a pull that takes several pages.
type pagePos struct {
	Epoch   string         `json:"e"` // of the history the pull began in
	From    cursor         `json:"f"`
	Grants  uint64         `json:"g"`           // grant version the pull began with
	Start   uint64         `json:"s"`           // head when it began
	Erased  int            `json:"x,omitempty"` // what was taken back when it began, see takenBack
	Through uint64         `json:"t,omitempty"` // fixed when the snapshot part is done
	Refresh []models.Scope `json:"r,omitempty"`
	Logging bool           `json:"l,omitempty"` // the snapshot part is done
	Scope   models.Scope   `json:"o,omitempty"`
	Seq     uint64         `json:"q,omitempty"`
	Key     *Key           `json:"k,omitempty"`
}

func encodeToken(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs of strings and numbers
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func decodeToken(token string, v any) error {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) > 64<<10 || json.Unmarshal(raw, v) != nil {
		return fail(CodeBadCursor, "this cursor was not made by this server")
	}
	return nil
}

// CursorInfo tells what a cursor says, for receipts that base has passed.
func CursorInfo(token string) (epoch string, seq uint64, err error) {
	var c cursor
	if token == "" {
		return "", 0, nil
	}
	err = decodeToken(token, &c)
	return c.Epoch, c.Seq, err
}

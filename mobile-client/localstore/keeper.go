package localstore

import (
	"context"
	"crypto/rand"
	"fmt"

	"fieldsync/models"
)

// Keeper keeps data keys outside of the database that they seal. Natively that
// is a folder (mobile-client/keyfile). A browser wraps the key with one of its
// own that cannot be taken out (mobile-client/wasm): each method may wait for
// that, none is called but while a database is opened or erased.
type Keeper interface {
	// Load gives the key of that id; key_missing when it is not there.
	Load(ctx context.Context, id string) ([]byte, error)
	// Store keeps a key, durably before it returns.
	Store(ctx context.Context, id string, key []byte) error
	// Delete forgets a key for good; one that is not there is no error.
	Delete(ctx context.Context, id string) error
}

// The codes of errors about the key of a database.
const (
	// CodeKeyMissing: the key is not there, so nothing can be read; the database
	// stays as it is.
	CodeKeyMissing = "key_missing"
	// CodeKeyDamaged: what is kept under the key's name is not this key.
	CodeKeyDamaged = "key_damaged"
)

// KeyMissing is the error for a key that is not where it was looked for.
func KeyMissing(where string, err error) error {
	return &models.Error{Code: CodeKeyMissing, Field: where, Err: err,
		Message: "the key that opens this device's database is not there; without it nothing stored here can be read, unsent work included",
		ZH:      "找不到本机数据库的密钥;没有密钥,本机数据(包括未上传的内容)均无法读取",
		Hint:    missingHint, HintZH: missingHintZH}
}

// KeyDamaged is the error for something else in the place of the key.
func KeyDamaged(where string, err error) error {
	return &models.Error{Code: CodeKeyDamaged, Field: where, Err: err, Message: "this is not the key of this device's database",
		ZH: "这不是本机数据库的密钥", Hint: damagedHint, HintZH: damagedHintZH}
}

// boxOf loads a key.
func boxOf(ctx context.Context, keeper Keeper, id string) (*box, error) {
	if keeper == nil {
		return nil, KeyMissing(id, nil)
	}
	key, err := keeper.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	b, err := newBox(key)
	if err != nil || b.name() != id {
		return nil, KeyDamaged(id, err)
	}
	return b, nil
}

// newKey makes a key and has it kept.
func newKey(ctx context.Context, keeper Keeper) (*box, error) {
	key := make([]byte, KeySize)
	_, _ = rand.Read(key) // never fails: it ends the program instead
	b, err := newBox(key)
	if err != nil {
		return nil, err
	}
	if err := keeper.Store(ctx, b.name(), key); err != nil {
		return nil, fmt.Errorf("keep the key of the device's database: %w", err)
	}
	return b, nil
}

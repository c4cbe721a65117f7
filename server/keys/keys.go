// Package keys keeps the server's identity in a file of its own, apart from
// the database: whoever gets a backup of the data cannot sign receipts with it
// nor open what devices sealed.
package keys

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// The codes of errors of this package.
const (
	// CodeMissing: there is no key file.
	CodeMissing = "keys_missing"
	// CodeDamaged: the key file cannot be read as one.
	CodeDamaged = "keys_damaged"
	// CodeOpen: others than the owner may read the key file.
	CodeOpen = "keys_readable"
)

// file is the form on disk. Both keys are stored as their 32-byte seeds.
type file struct {
	Version int    `json:"version"`
	Sign    []byte `json:"sign"` // Ed25519 seed
	Open    []byte `json:"open"` // X25519 private key
}

const fileVersion = 1

// Load reads the keys. Errors: keys_missing, keys_damaged, keys_readable.
func Load(path string) (*changesync.ServerKeys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &models.Error{Code: CodeMissing, Field: path, Message: "the server's keys are not there",
			Hint: "put back the key file that belongs to this database; devices trust no other"}
	}
	if err != nil {
		return nil, fmt.Errorf("read the server's keys: %w", err)
	}
	if tooOpen(info) {
		return nil, &models.Error{Code: CodeOpen, Field: path, Message: "others may read the server's keys", Hint: "chmod 600 the file"}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the server's keys: %w", err)
	}
	return decode(path, raw)
}

func decode(path string, raw []byte) (*changesync.ServerKeys, error) {
	damaged := func(err error) error {
		return &models.Error{Code: CodeDamaged, Field: path, Message: "the key file cannot be read",
			Hint: "put back a copy of it", Err: err}
	}
	var f file
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, damaged(err)
	}
	if f.Version != fileVersion || len(f.Sign) != ed25519.SeedSize {
		return nil, damaged(fmt.Errorf("version %d, sign key of %d bytes", f.Version, len(f.Sign)))
	}
	open, err := ecdh.X25519().NewPrivateKey(f.Open)
	if err != nil {
		return nil, damaged(err)
	}
	return &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(f.Sign), Open: open}, nil
}

// LoadOrCreate reads the keys, or makes them where there are none yet. Two
// processes that start together end with the same keys.
func LoadOrCreate(path string, random io.Reader) (*changesync.ServerKeys, error) {
	k, err := Load(path)
	var coded *models.Error
	if !errors.As(err, &coded) || coded.Code != CodeMissing {
		return k, err
	}
	if err := create(path, random); err != nil {
		return nil, err
	}
	return Load(path)
}

func create(path string, random io.Reader) error {
	seeds := make([]byte, 2*ed25519.SeedSize)
	if _, err := io.ReadFull(random, seeds); err != nil {
		return fmt.Errorf("draw the server's keys: %w", err)
	}
	raw, err := json.MarshalIndent(file{fileVersion, seeds[:ed25519.SeedSize], seeds[ed25519.SeedSize:]}, "", "  ")
	if err != nil {
		return err
	}
	return writeOnce(path, append(raw, '\n'))
}

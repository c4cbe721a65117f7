// Package keys keeps the server's identity and the keys of its data at rest in
// a file of its own, apart from the database: whoever gets a backup of the data
// cannot sign receipts with it, open what devices sealed, nor read it.
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
	"fieldsync/server/store/sealed"
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

// Keys are all keys of a server.
type Keys struct {
	*changesync.ServerKeys
	// AtRest seal the data; nil for a file from before there were any: then the
	// database is kept in the clear.
	AtRest *sealed.Keys
}

// file is the form on disk. All keys have 32 bytes, sign and open as seeds.
type file struct {
	Version int      `json:"version"`
	Sign    []byte   `json:"sign"`            // Ed25519 seed
	Open    []byte   `json:"open"`            // X25519 private key
	Data    [][]byte `json:"data,omitempty"`  // at rest, the last one seals
	Index   []byte   `json:"index,omitempty"` // at rest, for what is looked up by value
}

// The versions of the file. A program that knows plainVersion only must not
// write in the clear beside sealed rows, and refuses the other.
const (
	plainVersion  = 1
	sealedVersion = 2
)

// Load reads the keys. Errors: keys_missing, keys_damaged, keys_readable.
func Load(path string) (*Keys, error) {
	f, err := read(path)
	if err != nil {
		return nil, err
	}
	return f.keys(path)
}

func read(path string) (*file, error) {
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

func damaged(path string, err error) error {
	return &models.Error{Code: CodeDamaged, Field: path, Message: "the key file cannot be read",
		Hint: "put back a copy of it", Err: err}
}

func decode(path string, raw []byte) (*file, error) {
	var f file
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, damaged(path, err)
	}
	if f.Version < plainVersion || f.Version > sealedVersion || len(f.Sign) != ed25519.SeedSize {
		return nil, damaged(path, fmt.Errorf("version %d, sign key of %d bytes", f.Version, len(f.Sign)))
	}
	if (f.Version == sealedVersion) != (len(f.Data) > 0 && len(f.Index) == sealed.KeySize) {
		return nil, damaged(path, fmt.Errorf("version %d with %d data keys", f.Version, len(f.Data)))
	}
	for _, k := range f.Data {
		if len(k) != sealed.KeySize {
			return nil, damaged(path, fmt.Errorf("a data key of %d bytes", len(k)))
		}
	}
	return &f, nil
}

func (f *file) keys(path string) (*Keys, error) {
	open, err := ecdh.X25519().NewPrivateKey(f.Open)
	if err != nil {
		return nil, damaged(path, err)
	}
	k := &Keys{ServerKeys: &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(f.Sign), Open: open}}
	if f.Version == sealedVersion {
		k.AtRest = &sealed.Keys{Data: f.Data, Index: f.Index}
	}
	return k, nil
}

// LoadOrCreate reads the keys, or makes them where there are none yet. Two
// processes that start together end with the same keys.
func LoadOrCreate(path string, random io.Reader) (*Keys, error) {
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
	drawn, err := draw(random, 4)
	if err != nil {
		return err
	}
	raw, err := file{sealedVersion, drawn[0], drawn[1], drawn[2:3], drawn[3]}.encode()
	if err != nil {
		return err
	}
	return writeOnce(path, raw)
}

// draw makes keys of 32 bytes.
func draw(random io.Reader, n int) ([][]byte, error) {
	out := make([][]byte, n)
	for i := range out {
		out[i] = make([]byte, sealed.KeySize)
		if _, err := io.ReadFull(random, out[i]); err != nil {
			return nil, fmt.Errorf("draw the server's keys: %w", err)
		}
	}
	return out, nil
}

func (f file) encode() ([]byte, error) {
	raw, err := json.MarshalIndent(f, "", "  ")
	return append(raw, '\n'), err
}

// AddData adds a key at rest, which seals from the next start of the server on;
// the older ones go on opening what they sealed. A file from before there were
// any gets its first. It returns how many there are now.
func AddData(path string, random io.Reader) (int, error) {
	f, err := read(path)
	if err != nil {
		return 0, err
	}
	drawn, err := draw(random, 2)
	if err != nil {
		return 0, err
	}
	if f.Version == plainVersion {
		f.Version, f.Index = sealedVersion, drawn[1]
	}
	f.Data = append(f.Data, drawn[0])
	raw, err := f.encode()
	if err != nil {
		return 0, err
	}
	return len(f.Data), replace(path, raw)
}

// Retire takes all keys at rest but the newest out of the file. Nothing may be
// sealed with them any more.
func Retire(path string) error {
	f, err := read(path)
	if err != nil || len(f.Data) < 2 {
		return err
	}
	f.Data = f.Data[len(f.Data)-1:]
	raw, err := f.encode()
	if err != nil {
		return err
	}
	return replace(path, raw)
}

package upgrade

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The files of a kept folder.
const (
	ServerFile   = "server.db.gz" // the server's database in the end
	BeforeFile   = "before.db.gz" // the same when the trace begins
	KeysFile     = "keys.json"
	PhoneFile    = "phone.db.gz" // the home of a device
	PhoneKeys    = "field-*.key" // and the key that opens it
	TraceFile    = "wire.jsonl.gz"
	ShapeFile    = "schema.json"
	ExpectedFile = "expected.json"
)

// Keep makes a folder of what the current version leaves behind. It refuses
// one that is there already: what was released is never made again. The error
// tells which part of the story failed.
func Keep(ctx context.Context, repository fs.FS, to string) error {
	shape, err := CurrentShape(repository)
	if err != nil {
		return err
	}
	if err := os.Mkdir(to, 0o755); err != nil {
		return fmt.Errorf("make the folder of the release: %w", err)
	}
	work, err := os.MkdirTemp("", "fieldsync-keep")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	s := &story{ctx: ctx, folder: work, clock: newClock()}
	if err := s.tell(); err != nil {
		return fmt.Errorf("tell the story: %w", err)
	}
	return s.pack(to, shape)
}

func (s *story) pack(to string, shape *Shape) error {
	trace, err := traceText(s.trace)
	if err != nil {
		return err
	}
	errs := []error{
		packed(filepath.Join(to, TraceFile), trace),
		written(filepath.Join(to, ShapeFile), shape), written(filepath.Join(to, ExpectedFile), s.expected),
	}
	for name, from := range map[string]string{
		ServerFile: "server/" + databaseName, BeforeFile: "before.db", PhoneFile: "phone/" + homeName,
	} {
		raw, err := os.ReadFile(s.path(from))
		errs = append(errs, err, packed(filepath.Join(to, name), raw))
	}
	errs = append(errs, copied(s.path("server"), KeysFile, to, 0o644), copied(s.path("phone"), PhoneKeys, to, 0o644))
	return errors.Join(errs...)
}

// copied copies the files of a folder that fit the pattern.
func copied(from, pattern, to string, mode fs.FileMode) error {
	names, err := filepath.Glob(filepath.Join(from, pattern))
	for _, name := range names {
		raw, failed := os.ReadFile(name)
		err = errors.Join(err, failed, os.WriteFile(filepath.Join(to, filepath.Base(name)), raw, mode))
	}
	return err
}

func packed(path string, raw []byte) error {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(raw)
	}
	if err == nil {
		err = z.Close()
	}
	return errors.Join(err, os.WriteFile(path, b.Bytes(), 0o644))
}

func written(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), 0o644)
}

// unpacked reads what packed wrote.
func unpacked(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return io.ReadAll(z)
}

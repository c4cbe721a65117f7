package keys

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// writeOnce makes the file whole and durable under its name, unless somebody
// else was faster: then his stays.
func writeOnce(path string, data []byte) error {
	return write(path, data, func(tmp string) error {
		if err := os.Link(tmp, path); !errors.Is(err, fs.ErrExist) { // unlike a rename it never replaces
			return err
		}
		return nil
	})
}

// replace puts the file in the place of the old one, whole or not at all.
func replace(path string, data []byte) error {
	return write(path, data, func(tmp string) error { return os.Rename(tmp, path) })
}

func write(path string, data []byte, place func(tmp string) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write the server's keys: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = place(tmp.Name())
	}
	if err != nil {
		return fmt.Errorf("write the server's keys: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	return err
}

// tooOpen says whether the group or everybody may read the file.
func tooOpen(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
}

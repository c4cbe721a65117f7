// Package keyfile keeps the keys of devices' databases in a folder, one file
// for each: what a desk has, where a browser has its platform's keys. A file is
// its owner's only; whoever gets the database without it reads nothing.
package keyfile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
)

// CodeReadable: others than the owner may read the key file.
const CodeReadable = "key_readable"

// Folder is where the keys are; it is made when the first is kept.
type Folder string

var _ localstore.Keeper = Folder("")

type content struct {
	Version int    `json:"version"`
	Key     []byte `json:"key"` // 32 bytes
}

const version = 1

// Path is the file of a key.
func (f Folder) Path(id string) string { return filepath.Join(string(f), "field-"+id+".key") }

// Load implements localstore.Keeper. Errors: key_missing, key_damaged,
// key_readable.
func (f Folder) Load(_ context.Context, id string) ([]byte, error) {
	path := f.Path(id)
	info, err := os.Stat(path)
	if err != nil {
		return nil, localstore.KeyMissing(path, err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &models.Error{Code: CodeReadable, Field: path, Message: "others may read the key of this device's database",
			ZH: "其他用户可以读取本机数据库的密钥", Hint: "chmod 600 the file", HintZH: "请将文件权限改为 600"}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, localstore.KeyMissing(path, err)
	}
	var c content
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != version || len(c.Key) != localstore.KeySize {
		return nil, localstore.KeyDamaged(path, err)
	}
	return c.Key, nil
}

// Store implements localstore.Keeper: the file is there whole, or not at all.
func (f Folder) Store(_ context.Context, id string, key []byte) error {
	raw, err := json.Marshal(content{version, key})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return f.unusable(err)
	}
	tmp, err := os.CreateTemp(string(f), ".field-*") // mode 0600
	if err != nil {
		return f.unusable(err)
	}
	_, err = tmp.Write(append(raw, '\n'))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), f.Path(id))
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return f.unusable(err)
	}
	return f.sync()
}

// Delete implements localstore.Keeper. It writes zeros over the key first,
// which a flash memory may put elsewhere.
func (f Folder) Delete(_ context.Context, id string) error {
	path := f.Path(id)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = overwrite(path, info.Size())
	}
	if err = errors.Join(err, os.Remove(path)); err != nil {
		return fmt.Errorf("delete the key %s: %w", path, err)
	}
	return f.sync()
}

func overwrite(path string, size int64) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(make([]byte, size))
	return errors.Join(err, file.Sync(), file.Close())
}

func (f Folder) sync() error {
	dir, err := os.Open(string(f))
	if err != nil {
		return f.unusable(err)
	}
	_ = dir.Sync() // not every system can
	return dir.Close()
}

func (f Folder) unusable(err error) error {
	return &models.Error{Code: "keys_unusable", Field: string(f), Message: "the folder for keys cannot be used; check path and permissions",
		ZH: "无法使用密钥目录,请检查路径和权限", Err: err}
}

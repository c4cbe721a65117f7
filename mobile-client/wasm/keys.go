//go:build js && wasm

package main

import (
	"context"
	"syscall/js"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
)

// keeper keeps the key of one database by localdb/keys.js.
type keeper struct {
	keys js.Value
	path string
}

func newKeeper(path string) (localstore.Keeper, error) {
	keys := js.Global().Get("fieldsyncKeys")
	if keys.Type() != js.TypeObject {
		return nil, &localdb.Error{Code: localdb.CodeSetup, Field: "fieldsyncKeys",
			Message: "the worker has not installed the keys; call installKeys of keys.js before starting the program"}
	}
	return keeper{keys, path}, nil
}

// Load implements localstore.Keeper.
func (k keeper) Load(ctx context.Context, id string) ([]byte, error) {
	found, err := k.call(ctx, "load", id)
	if err != nil {
		return nil, err
	}
	if found.IsNull() {
		return nil, localstore.KeyMissing(id, nil)
	}
	key := make([]byte, found.Length())
	js.CopyBytesToGo(key, found)
	found.Call("fill", 0)
	return key, nil
}

// Store implements localstore.Keeper.
func (k keeper) Store(ctx context.Context, id string, key []byte) error {
	array := js.Global().Get("Uint8Array").New(len(key))
	js.CopyBytesToJS(array, key)
	_, err := k.call(ctx, "store", id, array)
	return err
}

// Delete implements localstore.Keeper. A database has one key; whatever else is
// kept for it was left by a start that was cut off.
func (k keeper) Delete(ctx context.Context, _ string) error {
	_, err := k.call(ctx, "remove")
	return err
}

func (k keeper) call(ctx context.Context, method string, args ...any) (js.Value, error) {
	v, err := await(ctx, k.keys.Call(method, append([]any{k.path}, args...)...))
	if err != nil {
		err = &models.Error{Code: "keys_unusable", Field: k.path, Message: "the browser keeps no key for this device's database; leave the private window, or allow this site to store data",
			ZH: "浏览器无法保存本机数据库的密钥;请退出无痕窗口,或允许本站存储数据", Err: err}
	}
	return v, err
}

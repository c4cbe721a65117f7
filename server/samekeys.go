package main

import (
	"bytes"

	"fieldsync/models"
	"fieldsync/server/keys"
	changesync "fieldsync/sync"
)

var errOtherKeys = &models.Error{Code: "other_keys", Field: "keys", Message: "keys.json does not belong to this database",
	Hint: "put back the key file that the server had"}

// sameKeys says whether this history was signed with these keys.
func (o *office) sameKeys(con *console) error {
	if signedByOthers(con, o.store, o.keys) {
		return errOtherKeys
	}
	return nil
}

// signedByOthers needs no key at rest: the server's devices are in the clear.
func signedByOthers(con *console, store changesync.Store, k *keys.Keys) (others bool) {
	err := store.View(con, func(tx changesync.ReadTx) error {
		devices, err := tx.DeviceList(changesync.ServerUser)
		for _, d := range devices {
			others = others || (d.Status == changesync.DeviceServer && !bytes.Equal(d.PublicKey, k.Public().Sign))
		}
		return err
	})
	return others && err == nil
}

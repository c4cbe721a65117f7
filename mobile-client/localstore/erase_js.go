//go:build js

package localstore

import (
	"context"

	"fieldsync/mobile-client/localdb"
)

// finishErase does nothing here: in the browser the page takes the files away.
func finishErase(context.Context, string, localdb.Options, Keeper) error { return nil }

package localstore

import (
	"context"
	"errors"

	"fieldsync/mobile-client/localdb"
)

// Erase takes the device's data away for good: first the key, without which the
// rest says nothing, then the files, those that salvages kept too. It closes the
// store. Cut off anywhere, the next Open finishes it.
func (s *Store) Erase(ctx context.Context, opts localdb.Options, keeper Keeper) error {
	id, _, err := s.sealing(ctx)
	if err == nil {
		err = localdb.Doom(s.path, id)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	return finishErase(ctx, s.path, opts, keeper)
}

// finishErase does what is left of an erasure that was begun.
func finishErase(ctx context.Context, path string, opts localdb.Options, keeper Keeper) error {
	_, err := localdb.Erase(path, opts, func(id string) error {
		switch {
		case id == "": // it was never sealed
			return nil
		case keeper == nil:
			return KeyMissing(id, nil)
		}
		return keeper.Delete(ctx, id)
	})
	return err
}

//go:build unix

package localdb

import (
	"errors"
	"syscall"
)

// noSpace says that the file system has no room.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

package localdb

import (
	"errors"

	"golang.org/x/sys/windows"
)

// noSpace says that the file system has no room.
func noSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

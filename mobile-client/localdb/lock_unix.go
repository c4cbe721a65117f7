//go:build unix

package localdb

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock of the whole file. It belongs to the open file, so it
// also holds between two databases of one process.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return errLocked
	}
	return err
}

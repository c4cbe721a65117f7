package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Target is a server process that is measured.
type Target struct {
	URL string
	PID int
	// Stop ends the process and waits for it.
	Stop func() error
}

// Setup makes servers to measure. It is given by the program, which knows how
// to start itself.
type Setup interface {
	// Prepare makes an organisation of so many managers in a new folder and
	// gives an enrolment code for each of them.
	Prepare(ctx context.Context, dir string, managers int) (codes []string, err error)
	// Start serves the folder in a process of its own.
	Start(ctx context.Context, dir string) (*Target, error)
}

// errNoPeak says that the system does not tell the peak memory of a process.
var errNoPeak = errors.New("the peak memory of a process is read from /proc, which is not there")

// peakBytes is the most memory a process has held in RAM so far (VmHWM).
func peakBytes(pid int) (int64, error) {
	f, err := os.Open(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0, errNoPeak
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 3 && fields[0] == "VmHWM:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("%w: no line VmHWM", errNoPeak)
}

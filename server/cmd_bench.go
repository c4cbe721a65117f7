package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"fieldsync/models"
	"fieldsync/server/bench"
)

type benchCommand struct {
	Visits  int    `help:"Visits that one device pushes." default:"1000" placeholder:"N"`
	Devices int    `help:"Devices that push at once; 0 leaves this part out." default:"200" placeholder:"N"`
	Each    int    `help:"Visits of each of these." default:"20" placeholder:"N"`
	Runs    int    `help:"How often; the median is reported." default:"3" placeholder:"N"`
	Dir     string `help:"Where to put the databases: on the disk that is to be measured (default: the folder for temporary files)." type:"path" placeholder:"DIR"`
	Profile string `help:"Write a CPU profile of each measured server into this folder." type:"path" placeholder:"DIR"`
	JSON    bool   `name:"json" help:"Print all runs as one object."`
}

func (benchCommand) Help() string {
	return `
Starts this program as a server on a folder of its own, once for each part of
each run, and pushes to it over HTTP on this machine. Two figures matter:

  ratio         time to push visits made offline until they are durable, over
                the time in which the same bytes are posted once and appended
                to a file with one fsync; the mark is 5 or less
  server peak   most memory that the server held while all devices pushed; the
                mark is 100 MiB or less, for 200 devices

Each is printed with its mark and whether it was met; in JSON under "marks".
A missed mark is a finding, no failure: the exit status stays 0.

Run it on an idle machine; the ratio is steadier than the times.`
}

// Run measures and prints.
func (c *benchCommand) Run(con *console) error {
	if c.Visits < 1 || c.Runs < 1 || c.Devices < 0 || c.Each < 1 {
		return &models.Error{Code: "usage", Field: "visits", Message: "numbers are 1 or more"}
	}
	r, err := bench.Run(con, measured{con, c.Profile}, bench.Options{
		Visits: c.Visits, Devices: c.Devices, Each: c.Each, Runs: c.Runs, Dir: c.Dir,
		Progress: func(what string) { con.note("%s", what) },
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return con.print(r)
	}
	one := r.One
	con.say("one device:  %d visits, %.1f MB in %d requests: %.0f ms (%.0f changesets/s)", one.Visits, mb(int64(one.Bytes)), one.Requests, one.PushMS, one.PerSecond)
	con.say("  the floor: the same bytes appended with one fsync: %.0f ms", one.FloorMS)
	con.say("  ratio:     %.2f (%s)", one.Ratio, r.Marks.Ratio)
	if m := r.Many; m != nil {
		con.say("at once:     %d devices, %d changesets, %.1f MB: %.1f s (%.0f changesets/s), slowest push %.0f ms, %d told to come back",
			m.Devices, m.Changesets, mb(int64(m.Bytes)), m.Seconds, m.PerSecond, m.SlowestMS, m.Refused)
		con.say("  server:    peak %.1f MiB (%s), idle %.1f MiB", mib(m.PeakBytes), r.Marks.PeakMiB, mib(m.IdleBytes))
	}
	return nil
}

func mb(n int64) float64  { return float64(n) / 1e6 }
func mib(n int64) float64 { return float64(n) / (1 << 20) }

// measured starts this very program as the server.
type measured struct {
	con     *console
	profile string
}

// Prepare implements bench.Setup.
func (m measured) Prepare(ctx context.Context, dir string, managers int) (codes []string, err error) {
	con := *m.con
	con.Context = ctx
	o, err := folder{Data: dir}.openOrCreate(&con)
	if err != nil {
		return nil, err
	}
	defer func() { err = finally(err, o.close) }()
	users, err := bench.Organisation(ctx, o.engine, managers)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		code, err := o.engine.NewCode(ctx, u)
		if err != nil {
			return nil, err
		}
		codes = append(codes, code.Code)
	}
	return codes, nil
}

// Start implements bench.Setup.
func (m measured) Start(ctx context.Context, dir string) (*bench.Target, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}
	if m.profile != "" {
		args = append(args, "--cpu-profile", filepath.Join(m.profile, filepath.Base(dir)+".pprof"))
	}
	cmd := exec.CommandContext(ctx, self, args...)
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := sync.OnceValue(func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, out)
		return cmd.Wait()
	})
	url, err := firstURL(out)
	if err != nil {
		return nil, finally(err, stop)
	}
	return &bench.Target{URL: url, PID: cmd.Process.Pid, Stop: stop}, nil
}

// firstURL reads on until the server says where it is.
func firstURL(r io.Reader) (string, error) {
	var seen strings.Builder
	buf := make([]byte, 256)
	for {
		n, err := r.Read(buf)
		seen.Write(buf[:n])
		if _, rest, found := strings.Cut(seen.String(), "Fieldsync serves "); found {
			if url, _, whole := strings.Cut(rest, " "); whole {
				return url, nil
			}
		}
		if err != nil {
			return "", fmt.Errorf("the server did not start: %s", strings.TrimSpace(seen.String()))
		}
	}
}

// Package failpoint ends a process at a named point, as a power cut would, and
// bounds its database. It is in no normal binary: only the build tag
// "failpoints" brings it in, for the tests of the real programs.
package failpoint

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
)

// The variables. A value "@FILE" is read from that file whenever it is needed,
// so that a running process can be told; no file means no value.
const (
	// Variable holds "POINT:N": the process kills itself when it comes to that
	// point for the Nth time since the value was set.
	Variable = "FIELDSYNC_FAILPOINT"
	// PagesVariable holds the most pages that the database may have.
	PagesVariable = "FIELDSYNC_MAX_PAGES"
)

// Points counts what a process comes by.
type Points struct {
	env func(string) string
	log io.Writer
	mu  sync.Mutex
	set string
	met int
}

// New makes the points of a process; a point that kills is told on log before.
func New(env func(string) string, log io.Writer) *Points { return &Points{env: env, log: log} }

// At is a point. It returns nil, or not at all.
func (p *Points) At(point string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	set := p.value(Variable)
	if set != p.set {
		p.set, p.met = set, 0
	}
	name, count, _ := strings.Cut(set, ":")
	if name != point {
		return nil
	}
	p.met++
	if n, err := strconv.Atoi(count); err != nil || p.met < n {
		return err
	}
	_, _ = fmt.Fprintf(p.log, "failpoint %s reached\n", set)
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill() // SIGKILL: nothing is flushed, nothing closed
	}
	if err != nil {
		return err
	}
	select {}
}

// MaxPages is the most pages the database may have now; 0: no bound.
func (p *Points) MaxPages() int {
	n, _ := strconv.Atoi(p.value(PagesVariable)) // none is no bound
	return n
}

func (p *Points) value(name string) string {
	v := p.env(name)
	if file, ok := strings.CutPrefix(v, "@"); ok {
		raw, _ := os.ReadFile(file) // no file is no value
		v = strings.TrimSpace(string(raw))
	}
	return v
}

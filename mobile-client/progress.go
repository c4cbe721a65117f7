package mobile

import "sync"

// The phases of a sync.
const (
	PhasePush     = "push"      // Done of Total changesets went up
	PhasePull     = "pull"      // Done pages came down, Total is not known
	PhaseHandBack = "hand_back" // sealed changesets go to a server that forgot them
)

// Progress tells how far a sync is.
type Progress struct {
	Phase   string `json:"phase"`
	Done    int    `json:"done"`
	Total   int    `json:"total"`
	Records int    `json:"records"` // taken so far
	Bytes   int64  `json:"bytes"`   // both ways, so far, uncompressed
}

// tell reports progress.
func (s *session) tell(phase string, done, total, bytes int) {
	s.report.Phase, s.report.Done, s.report.Total = phase, done, total
	s.report.Bytes += int64(bytes)
	s.c.progress.set(s.report)
	if s.c.opt.Progress != nil {
		s.c.opt.Progress(s.report)
	}
}

// progressBoard holds the progress of the running sync for Status.
type progressBoard struct {
	mu  sync.Mutex
	now *Progress
}

func (b *progressBoard) set(p Progress) {
	b.mu.Lock()
	b.now = &p
	b.mu.Unlock()
}

func (b *progressBoard) end() {
	b.mu.Lock()
	b.now = nil
	b.mu.Unlock()
}

func (b *progressBoard) get() *Progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

package postgres

import (
	"errors"
	"sync"
	"testing"

	"fieldsync/sync"
)

// A server that dies in the middle of the work of four writers has lost
// nothing of what was acknowledged and has nothing by halves; the store finds
// it again by itself, and nobody is told of success or of anything but to try
// again.
func TestServerCrash(t *testing.T) {
	dsn, _ := database(t)
	s := open(t, dsn)
	const hands, before = 4, 60
	var mu sync.Mutex
	acked := map[uint64]bool{}
	enough := make(chan struct{})
	var group sync.WaitGroup
	for w := range hands {
		group.Go(func() {
			f := newFeeder()
			f.n = uint64(w) * 1_000_000
			for {
				seq, err := append1(t, s, f)
				if err != nil {
					if !errors.Is(err, changesync.ErrBusy) {
						t.Errorf("%v, want ErrBusy", err)
					}
					return
				}
				mu.Lock()
				if acked[seq] = true; len(acked) == before {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	if err := errors.Join(server.crash(), server.up()); err != nil {
		t.Fatal(err)
	}
	group.Wait()
	last := headSeq(t, s)
	perSeq := map[uint64]int{}
	for _, e := range wholeLog(t, s, changesync.LogQuery{To: 1 << 40}) {
		perSeq[e.Seq]++
	}
	for seq := range last {
		if perSeq[seq+1] != 3 {
			t.Errorf("sequence %d of %d has %d entries, want 3", seq+1, last, perSeq[seq+1])
		}
	}
	for seq := range acked {
		if seq > last {
			t.Errorf("sequence %d was acknowledged and the counter is at %d", seq, last)
		}
	}
	f := newFeeder()
	f.n = 9_000_000
	if seq, err := append1(t, s, f); err != nil || seq != last+1 {
		t.Errorf("afterwards: sequence %d after %d, %v", seq, last, err)
	}
}

// append1 makes one update of three changesets.
func append1(t *testing.T, s *Store, f *feeder) (seq uint64, err error) {
	b := f.batch(3)
	err = s.Update(t.Context(), func(tx changesync.Tx) (err error) {
		if seq, err = tx.NextSeq(); err != nil {
			return err
		}
		return tx.Apply(at(b, seq))
	})
	return seq, err
}

package api

import "context"

// turns lets pushes be decoded and committed a few at a time; the others wait
// in order, with no more than their body in memory. Decoded, a run takes many
// times its bytes, and what is at work at once ends in one commit anyway.
type turns struct {
	door  chan struct{} // held while taking slots, so that nobody waits with half of them
	slots chan struct{}
}

// turnBytes is how much of a body one slot stands for.
const turnBytes = 128 << 10

func newTurns(n int) turns {
	return turns{door: make(chan struct{}, 1), slots: make(chan struct{}, n)}
}

// wait takes the slots for a body of some size; done gives them back.
func (t turns) wait(ctx context.Context, size int) (done func(), err error) {
	select {
	case t.door <- struct{}{}:
		defer func() { <-t.door }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	need, held := min(1+size/turnBytes, cap(t.slots)), 0
	done = func() {
		for range held {
			<-t.slots
		}
	}
	for held < need {
		select {
		case t.slots <- struct{}{}:
			held++
		case <-ctx.Done():
			done()
			return nil, ctx.Err()
		}
	}
	return done, nil
}

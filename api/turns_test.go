package api

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
)

func TestTurnsBoundWhatIsAtWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slots = 4
		turns := newTurns(slots)
		var mu sync.Mutex
		atWork, most := 0, 0
		add := func(n int) {
			mu.Lock()
			defer mu.Unlock()
			atWork += n
			most = max(most, atWork)
		}
		release := make(chan struct{})
		for _, size := range []int{100, 3 * turnBytes, 100 * turnBytes, 0, turnBytes, 100} {
			need := min(1+size/turnBytes, slots)
			go func() {
				done, err := turns.wait(context.Background(), size)
				if err != nil {
					t.Error(err)
					return
				}
				add(need)
				<-release
				add(-need)
				done()
			}()
			synctest.Wait()
		}
		if most > slots {
			t.Errorf("%d slots were at work, there are %d", most, slots)
		}
		gone, cancel := context.WithCancel(context.Background())
		waiting := make(chan error)
		go func() {
			_, err := turns.wait(gone, turnBytes)
			waiting <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-waiting; err == nil {
			t.Error("whoever has gone gets a turn")
		}
		for range 6 {
			release <- struct{}{}
			synctest.Wait()
		}
		if most > slots || most < slots || len(turns.slots) > 0 || len(turns.door) > 0 {
			t.Errorf("at most %d at work, %d slots and %d doors still held", most, len(turns.slots), len(turns.door))
		}
	})
}

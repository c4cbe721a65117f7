package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"fieldsync/sync"
)

// history is something that writers append to and readers follow by cursor.
type history struct {
	// write appends one entry, with delays (seconds) before and after it takes
	// its number, and rolls back if told.
	write func(ctx context.Context, before, after float64, roll bool) (uint64, error)
	// read lists the numbers of the entries after the cursor, and gives the next cursor.
	read func(ctx context.Context, cursor uint64) (found []uint64, next uint64, err error)
}

const (
	writers = 16 // each with a connection of its own
	writes  = 20
)

// race lets the writers work with random delays and rollbacks while readers
// follow, and returns what was committed and what each reader got.
func (h history) race(t *testing.T) (committed []uint64, got [4][]uint64) {
	t.Helper()
	var mu sync.Mutex
	var work, follow sync.WaitGroup
	done := make(chan struct{})
	for r := range got {
		follow.Go(func() {
			cursor := uint64(0)
			for last := false; ; {
				found, next, err := h.read(t.Context(), cursor)
				if err != nil {
					t.Error(err)
					return
				}
				got[r], cursor = append(got[r], found...), next
				if last {
					return
				}
				select {
				case <-done:
					last = true
				default:
				}
			}
		})
	}
	for w := range writers {
		work.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(w), 7))
			for range writes {
				roll := rnd.IntN(4) == 0
				n, err := h.write(t.Context(), rnd.Float64()*0.004, rnd.Float64()*0.004, roll)
				if roll && errors.Is(err, errRoll) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				committed = append(committed, n)
				mu.Unlock()
			}
		})
	}
	work.Wait()
	close(done)
	follow.Wait()
	slices.Sort(committed)
	return committed, got
}

var errRoll = errors.New("the test rolls back")

func pause(ctx context.Context, c *pgx.Conn, seconds float64) error {
	_, err := c.Exec(ctx, "SELECT pg_sleep($1)", seconds)
	return err
}

// logHistory is the store's log, written and read on two handles.
func logHistory(t *testing.T) history {
	dsn, _ := database(t)
	handles := make(chan *Store, writers)
	for range 2 {
		s, err := Open(t.Context(), dsn, Options{Org: "o", Conns: writers/2 + 2})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		for range writers / 2 {
			handles <- s
		}
	}
	return history{
		write: func(ctx context.Context, before, after float64, roll bool) (seq uint64, err error) {
			s := <-handles
			defer func() { handles <- s }()
			err = s.Update(ctx, func(x changesync.Tx) (err error) {
				c := x.(*tx).c
				if err = pause(ctx, c, before); err != nil {
					return err
				}
				if seq, err = x.NextSeq(); err != nil {
					return err
				}
				k := changesync.Key{Collection: "c", ID: fmt.Sprint(seq)}
				err = errors.Join(x.Apply(&changesync.Batch{Log: []changesync.LogEntry{{Seq: seq, Scope: "org", Key: k}}}), pause(ctx, c, after))
				if err == nil && roll {
					err = errRoll
				}
				return err
			})
			return seq, err
		},
		read: func(ctx context.Context, cursor uint64) (found []uint64, next uint64, err error) {
			s := <-handles
			handles <- s
			err = s.View(ctx, func(x changesync.ReadTx) error {
				head, err := x.Head()
				if err != nil {
					return err
				}
				list, err := x.Log(changesync.LogQuery{From: cursor, To: head.Seq})
				for _, e := range list {
					found = append(found, e.Seq)
				}
				next = head.Seq
				return err
			})
			return found, next, err
		},
	}
}

// naiveHistory takes its numbers from a sequence, as is often done.
func naiveHistory(t *testing.T) history {
	dsn, _ := database(t)
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = writers + 4
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if _, err := pool.Exec(t.Context(), "CREATE TABLE naive (n bigserial PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	return history{
		write: func(ctx context.Context, before, after float64, roll bool) (n uint64, err error) {
			err = pgx.BeginFunc(ctx, pool, func(x pgx.Tx) error {
				if err := pause(ctx, x.Conn(), before); err != nil {
					return err
				}
				if err := x.QueryRow(ctx, "INSERT INTO naive DEFAULT VALUES RETURNING n").Scan(&n); err != nil {
					return err
				}
				err := pause(ctx, x.Conn(), after)
				if err == nil && roll {
					err = errRoll
				}
				return err
			})
			return n, err
		},
		read: func(ctx context.Context, cursor uint64) (found []uint64, next uint64, err error) {
			rows, err := pool.Query(ctx, "SELECT n FROM naive WHERE n > $1 ORDER BY n", cursor)
			if err != nil {
				return nil, 0, err
			}
			found, err = pgx.CollectRows(rows, pgx.RowTo[uint64])
			if next = cursor; len(found) > 0 {
				next = found[len(found)-1]
			}
			return found, next, err
		},
	}
}

// No reader passes a change that commits later, and the numbers have no gap.
func TestNoReaderPassesALateCommit(t *testing.T) {
	committed, got := logHistory(t).race(t)
	for i, n := range committed {
		if n != uint64(i+1) {
			t.Fatalf("number %d is the %dth: there is a gap or a repetition", n, i+1)
		}
	}
	for r, seen := range got {
		if !slices.Equal(seen, committed) {
			t.Errorf("reader %d got %d entries of %d, or not in their order", r, len(seen), len(committed))
		}
	}
	if len(committed) < writers*writes/2 {
		t.Errorf("only %d were committed", len(committed))
	}
}

// The same race finds what is wrong with a sequence, so it would find it in
// the store.
func TestASequenceIsPassed(t *testing.T) {
	committed, got := naiveHistory(t).race(t)
	missed := 0
	for _, seen := range got {
		missed += len(committed) - len(seen)
	}
	if missed == 0 {
		t.Error("four readers missed nothing: this race proves nothing about the store either")
	}
	t.Logf("a sequence: %d readers missed %d of %d changes each on average", len(got), missed/len(got), len(committed))
}

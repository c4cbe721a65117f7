package postgres

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/fnv"
	"slices"

	"github.com/jackc/pgx/v5"

	"fieldsync/sync"
)

// Locks are taken on numbers, so that what does not exist yet can be locked.
// Names share a limited set of numbers: the server's table of locks has room
// for about 6,000 (max_locks_per_transaction times max_connections), and one
// group of pushes may name tens of thousands of records. Sharing one costs a
// wait that was not needed, nothing else.
const stripes = 512

// What is locked; the numbers of devices are below those of records.
const (
	lockDevices = 1
	lockRecords = 2
)

// lockNumbers are the numbers of names, in the order in which to take them: by
// number and not by name, because two names may share one. All nodes must
// agree on them, so a change needs all nodes stopped.
func lockNumbers(org string, kind int64, names []string) []int64 {
	sum := sha256.Sum256([]byte(org))
	base := int64(binary.BigEndian.Uint64(sum[:8]))&^0xffff | kind<<12
	out := make([]int64, 0, len(names))
	for _, name := range names {
		h := fnv.New64a()
		h.Write([]byte(name))
		out = append(out, base|int64(h.Sum64()%stripes))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// queueLocks adds the taking of locks to a batch; they are held until the
// transaction ends. A statement after it sees what was committed before them.
func queueLocks(b *pgx.Batch, numbers []int64) {
	if len(numbers) > 0 {
		b.Queue("SELECT count(pg_advisory_xact_lock(n)) FROM unnest($1::bigint[]) n", numbers)
	}
}

func (t *tx) LockDevices(ids ...string) (map[string]changesync.Device, error) {
	b := &pgx.Batch{}
	queueLocks(b, lockNumbers(t.org, lockDevices, ids))
	return t.devices(b, ids)
}

func (t *tx) LockRecords(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Collection + "\x00" + k.ID
	}
	b := &pgx.Batch{}
	queueLocks(b, lockNumbers(t.org, lockRecords, names))
	return t.records(b, keys)
}

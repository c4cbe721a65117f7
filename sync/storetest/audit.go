package storetest

import (
	"context"
	"errors"
	"math"

	"fieldsync/sync"
)

func audited(n uint64, subjects ...string) changesync.AuditRow {
	return changesync.AuditRow{N: n, Hash: []byte{byte(n), 0, 255}, Body: []byte{'{', byte(n), '}'}, Subjects: subjects}
}

// bare is an entry as it is read back.
func bare(rows ...changesync.AuditRow) []changesync.AuditRow {
	for i := range rows {
		rows[i].Subjects = nil
	}
	return rows
}

func testAudit(s *suite) {
	one, two, big := audited(1, "user:a", "record:c/1"), audited(2, "user:b", "user:b"), audited(1<<52, "user:a")
	s.apply(&changesync.Batch{Audit: []changesync.AuditRow{one, two}})
	s.apply(&changesync.Batch{Audit: []changesync.AuditRow{big}})
	for _, c := range []struct {
		name string
		q    changesync.AuditQuery
		want []changesync.AuditRow
	}{
		{"all", changesync.AuditQuery{}, bare(one, two, big)},
		{"a page", changesync.AuditQuery{After: 1, Limit: 1}, bare(two)},
		{"past the end", changesync.AuditQuery{After: math.MaxInt64}, nil},
		{"of a", changesync.AuditQuery{Subject: "user:a"}, bare(one, big)},
		{"of a, after the first", changesync.AuditQuery{Subject: "user:a", After: 1, Limit: 9}, bare(big)},
		{"of a, one", changesync.AuditQuery{Subject: "user:a", Limit: 1}, bare(one)},
		{"of b, named twice", changesync.AuditQuery{Subject: "user:b"}, bare(two)},
		{"of nobody", changesync.AuditQuery{Subject: "user:"}, nil},
		{"in another case", changesync.AuditQuery{Subject: "USER:A"}, nil},
	} {
		same(s, c.name, get(s, func(tx changesync.ReadTx) ([]changesync.AuditRow, error) { return tx.Audit(c.q) }), c.want)
	}
	err := s.store.Update(context.Background(), func(tx changesync.Tx) error {
		return tx.Apply(&changesync.Batch{Audit: []changesync.AuditRow{audited(3), audited(2)}})
	})
	if !errors.Is(err, changesync.ErrExists) {
		s.Errorf("an entry that is there: %v, want ErrExists", err)
	}
	same(s, "nothing of it happened", get(s, func(tx changesync.ReadTx) ([]changesync.AuditRow, error) {
		return tx.Audit(changesync.AuditQuery{After: 2, Limit: 1})
	}), bare(big))
}

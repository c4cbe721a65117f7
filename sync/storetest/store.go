package storetest

import (
	"context"
	"reflect"
	"testing"

	"fieldsync/models"
	"fieldsync/sync"
)

// Opener opens a handle on one database. Each call is another handle on the
// same data, beside those that are open and after they were closed. The suite
// closes what it opens.
type Opener func(t *testing.T) changesync.Store

// Store runs the suite. fresh makes a new, empty database for each test.
func Store(t *testing.T, fresh func(t *testing.T) Opener) {
	tests := []struct {
		name string
		run  func(*suite)
	}{
		{"Empty", testEmpty}, {"Counter", testCounter}, {"CounterTwice", testCounterTwice},
		{"HeadKeepsSeq", testHeadKeepsSeq}, {"Devices", testDevices}, {"DeviceList", testDeviceList},
		{"Changesets", testChangesets}, {"ChangesetExists", testChangesetExists}, {"Origins", testOrigins}, {"Audit", testAudit},
		{"Records", testRecords}, {"RecordMoves", testRecordMoves}, {"RecordsIn", testRecordsIn},
		{"Referring", testReferring}, {"Unindexed", testUnindexed}, {"Log", testLog},
		{"LogPages", testLogPages}, {"LogSparse", testLogSparse}, {"LogReplaced", testLogReplaced}, {"LogManyScopes", testLogManyScopes}, {"Touched", testTouched},
		{"Redacted", testRedacted}, {"Forgotten", testForgotten}, {"Trim", testTrim}, {"TrimBounds", testTrimBounds}, {"History", testHistory}, {"Grants", testGrants},
		{"Checksums", testChecksums}, {"Conflicts", testConflicts}, {"ConflictPages", testConflictPages},
		{"Docs", testDocs}, {"Bytes", testBytes}, {"LargeBodies", testLargeBodies}, {"Texts", testTexts},
		{"Ownership", testOwnership}, {"OwnWrites", testOwnWrites}, {"LaterWins", testLaterWins},
		{"Rollback", testRollback}, {"Panic", testPanic}, {"Swallowed", testSwallowed},
		{"Cancelled", testCancelled}, {"Ended", testEnded}, {"Closed", testClosed},
		{"Reopen", testReopen}, {"TwoHandles", testTwoHandles}, {"Writers", testWriters},
		{"Snapshot", testSnapshot}, {"ViewBesideUpdate", testViewBesideUpdate}, {"Random", testRandom},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &suite{T: t, opener: fresh(t)}
			s.store = s.open()
			test.run(s)
		})
	}
}

// suite is one test on one database.
type suite struct {
	*testing.T
	opener Opener
	store  changesync.Store
}

func (s *suite) open() changesync.Store {
	s.Helper()
	st := s.opener(s.T)
	s.Cleanup(func() { _ = st.Close() }) // often closed before
	return st
}

// apply writes batches in one transaction with a sequence, which it returns.
func (s *suite) apply(batches ...*changesync.Batch) uint64 {
	s.Helper()
	var seq uint64
	err := s.store.Update(context.Background(), func(tx changesync.Tx) (err error) {
		if seq, err = tx.NextSeq(); err != nil {
			return err
		}
		for _, b := range batches {
			if err := tx.Apply(b); err != nil {
				return err
			}
		}
		return nil
	})
	s.ok(err)
	return seq
}

func (s *suite) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) head() changesync.Head {
	s.Helper()
	return get(s, changesync.ReadTx.Head)
}

// doc is a document's body, "" when there is none.
func (s *suite) doc(st changesync.Store, kind, key string) string {
	s.Helper()
	var body []byte
	s.ok(st.View(context.Background(), func(tx changesync.ReadTx) (err error) {
		body, _, err = tx.Doc(kind, key)
		return err
	}))
	return string(body)
}

// get reads in a View.
func get[T any](s *suite, fn func(changesync.ReadTx) (T, error)) T {
	s.Helper()
	var out T
	s.ok(s.store.View(context.Background(), func(tx changesync.ReadTx) (err error) {
		out, err = fn(tx)
		return err
	}))
	return out
}

// same compares; lists without elements are equal.
func same[T any](s *suite, what string, got, want T) {
	s.Helper()
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	if k := g.Kind(); (k == reflect.Slice || k == reflect.Map) && g.Len() == 0 && w.Len() == 0 {
		return
	}
	if !reflect.DeepEqual(got, want) {
		s.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

func key(collection, id string) changesync.Key {
	return changesync.Key{Collection: collection, ID: id}
}

func record(scope models.Scope, collection, id, body string) changesync.StoredRecord {
	return changesync.StoredRecord{Key: key(collection, id), Scope: scope, Seq: 1, Body: []byte(body)}
}

func docBatch(kind, key, body string) *changesync.Batch {
	return &changesync.Batch{Docs: []changesync.Doc{{Kind: kind, Key: key, Body: []byte(body)}}}
}

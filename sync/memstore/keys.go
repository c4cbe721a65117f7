package memstore

import (
	"cmp"
	"strings"

	"fieldsync/models"
	"fieldsync/sync"
)

// The keys of the trees; their order is the order of the lists.
type (
	numbered struct {
		device string
		n      uint64
	}
	originKey struct {
		dot changesync.Dot
		seq uint64
		numbered
	}
	scopedKey struct {
		scope models.Scope
		key   changesync.Key
	}
	valueKey struct{ collection, field, value, id string }
	logKey   struct {
		seq uint64
		key changesync.Key
	}
	historyKey struct {
		key  changesync.Key
		seq  uint64
		cell string
		dot  changesync.Dot
	}
	grantKey struct {
		user  string
		scope models.Scope
		since uint64
	}
	sumKey struct {
		scope      models.Scope
		collection string
		level      string
	}
	conflictKey struct {
		key   changesync.Key
		field string
	}
	docKey struct{ kind, key string }
)

func byKey(a, b changesync.Key) int {
	if c := strings.Compare(a.Collection, b.Collection); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

func byNumber(a, b numbered) int {
	return cmp.Or(strings.Compare(a.device, b.device), cmp.Compare(a.n, b.n))
}

func byOrigin(a, b originKey) int {
	return cmp.Or(cmp.Compare(a.dot, b.dot), cmp.Compare(a.seq, b.seq), byNumber(a.numbered, b.numbered))
}

func byScoped(a, b scopedKey) int {
	return cmp.Or(cmp.Compare(a.scope, b.scope), byKey(a.key, b.key))
}

func byReference(a, b changesync.Reference) int {
	return cmp.Or(byKey(a.Key, b.Key), strings.Compare(a.Field, b.Field), strings.Compare(a.Value, b.Value))
}

func byValue(a, b valueKey) int {
	return cmp.Or(strings.Compare(a.collection, b.collection), strings.Compare(a.field, b.field),
		strings.Compare(a.value, b.value), strings.Compare(a.id, b.id))
}

func byLog(a, b logKey) int {
	return cmp.Or(cmp.Compare(a.seq, b.seq), byKey(a.key, b.key))
}

func byHistory(a, b historyKey) int {
	return cmp.Or(byKey(a.key, b.key), cmp.Compare(a.seq, b.seq),
		strings.Compare(a.cell, b.cell), cmp.Compare(a.dot, b.dot))
}

func byGrant(a, b grantKey) int {
	return cmp.Or(strings.Compare(a.user, b.user), cmp.Compare(a.scope, b.scope), cmp.Compare(a.since, b.since))
}

func bySum(a, b sumKey) int {
	return cmp.Or(cmp.Compare(a.scope, b.scope), strings.Compare(a.collection, b.collection),
		strings.Compare(a.level, b.level))
}

func byConflict(a, b conflictKey) int {
	return cmp.Or(byKey(a.key, b.key), strings.Compare(a.field, b.field))
}

func byDoc(a, b docKey) int {
	return cmp.Or(strings.Compare(a.kind, b.kind), strings.Compare(a.key, b.key))
}

// subjectKey orders audit entries by what they are found by.
type subjectKey struct {
	subject string
	n       uint64
}

func bySubject(a, b subjectKey) int {
	return cmp.Or(cmp.Compare(a.subject, b.subject), cmp.Compare(a.n, b.n))
}

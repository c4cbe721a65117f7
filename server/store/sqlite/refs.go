package sqlite

import (
	"encoding/binary"
	"slices"
	"strings"

	"fieldsync/sync"
)

// entry is one index entry of a record.
type entry struct{ field, value string }

func compareEntries(a, b entry) int {
	if c := strings.Compare(a.field, b.field); c != 0 {
		return c
	}
	return strings.Compare(a.value, b.value)
}

// putReferences compares the entries that the records shall have with those
// they have and writes the difference: most updates leave them as they are.
func putReferences(c *conn, b *changesync.Batch) error {
	if len(b.Unindexed)+len(b.References) == 0 {
		return nil
	}
	keys := slices.Clone(b.Unindexed)
	for _, r := range b.References {
		keys = append(keys, r.Key)
	}
	slices.SortFunc(keys, compareKeys)
	keys = slices.Compact(keys)
	have, err := refLists(c, keys)
	if err != nil {
		return err
	}
	want := make(map[changesync.Key][]entry, len(keys))
	for k, list := range have {
		want[k] = slices.Clone(list)
	}
	for _, k := range b.Unindexed {
		delete(want, k)
	}
	for _, r := range b.References {
		want[r.Key] = append(want[r.Key], entry{r.Field, r.Value})
	}
	d := difference{c: c}
	for _, k := range keys {
		list := want[k]
		slices.SortFunc(list, compareEntries)
		d.add(k, have[k], slices.Compact(list))
	}
	return d.write()
}

// refLists reads the entries of records.
func refLists(c *conn, keys []changesync.Key) (map[changesync.Key][]entry, error) {
	have := map[changesync.Key][]entry{}
	err := byCollection(keys, func(collection string, ids []string) error {
		return c.each("SELECT l.id, l.list FROM json_each(?) j CROSS JOIN ref_lists l ON l.collection = ? AND l.id = j.value",
			func(r row) { have[changesync.Key{Collection: collection, ID: r.text(0)}] = unpack(r.bytes(1)) },
			jsonList(ids), collection)
	})
	return have, err
}

// difference collects what has to be written.
type difference struct {
	c     *conn
	gone  []changesync.Reference
	added []changesync.Reference
	lists []changesync.Key // with a new list
	packs [][]byte
	empty []changesync.Key // without any
}

func (d *difference) add(k changesync.Key, have, want []entry) {
	if slices.Equal(have, want) {
		return
	}
	for _, e := range have {
		if _, found := slices.BinarySearchFunc(want, e, compareEntries); !found {
			d.gone = append(d.gone, changesync.Reference{Key: k, Field: e.field, Value: e.value})
		}
	}
	for _, e := range want {
		if _, found := slices.BinarySearchFunc(have, e, compareEntries); !found {
			d.added = append(d.added, changesync.Reference{Key: k, Field: e.field, Value: e.value})
		}
	}
	if len(want) == 0 {
		d.empty = append(d.empty, k)
		return
	}
	d.lists, d.packs = append(d.lists, k), append(d.packs, pack(want))
}

func (d *difference) write() error {
	for _, r := range d.gone {
		err := d.c.exec("DELETE FROM refs WHERE collection = ? AND field = ? AND value = ? AND id = ?",
			r.Key.Collection, r.Field, r.Value, r.Key.ID)
		if err != nil {
			return err
		}
	}
	err := byCollection(d.empty, func(collection string, ids []string) error {
		return d.c.exec("DELETE FROM ref_lists WHERE collection = ? AND id IN (SELECT value FROM json_each(?))", collection, jsonList(ids))
	})
	if err != nil {
		return err
	}
	err = bulk{d.c, "INSERT OR FAIL INTO ref_lists (collection, id, list)", "ON CONFLICT DO UPDATE SET list = excluded.list", 3}.
		put(len(d.lists), func(args []any, i int) []any {
			return append(args, d.lists[i].Collection, d.lists[i].ID, d.packs[i])
		})
	if err != nil {
		return err
	}
	slices.SortFunc(d.added, func(a, b changesync.Reference) int {
		if c := strings.Compare(a.Key.Collection, b.Key.Collection); c != 0 {
			return c
		}
		return compareEntries(entry{a.Field, a.Value}, entry{b.Field, b.Value})
	})
	return bulk{d.c, "INSERT OR FAIL INTO refs (collection, field, value, id)", "", 4}.
		put(len(d.added), func(args []any, i int) []any {
			r := d.added[i]
			return append(args, r.Key.Collection, r.Field, r.Value, r.Key.ID)
		})
}

func pack(list []entry) []byte {
	var out []byte
	for _, e := range list {
		for _, s := range []string{e.field, e.value} {
			out = append(binary.AppendUvarint(out, uint64(len(s))), s...)
		}
	}
	return out
}

func unpack(b []byte) []entry {
	var texts []string
	for len(b) > 0 {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			break // a damaged list: Integrity finds it
		}
		texts = append(texts, string(b[size:size+int(n)]))
		b = b[size+int(n):]
	}
	var out []entry
	for i := 0; i+1 < len(texts); i += 2 {
		out = append(out, entry{texts[i], texts[i+1]})
	}
	return out
}

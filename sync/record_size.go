package changesync

// MaxRecordBytes bounds a record: a changeset of a device that would make one
// larger is put aside. A page is sent with at least one record, so a record
// that does not fit a page would stop every device that may see it.
const MaxRecordBytes = 8 << 20

// Room that a version and a dot need in the bytes of a record beside its
// value, generously.
const (
	versionRoom = 256
	dotRoom     = 104
)

// size estimates the bytes of the encoded record from above, without encoding.
func (r *Record) size() (n int) {
	for name, cell := range r.Cells {
		n += len(name) + dotRoom*len(cell.Awaited)
		for i := range cell.Live {
			v := &cell.Live[i]
			n += versionRoom + len(v.Value) + len(v.Mask) + len(v.Was) + dotRoom*len(v.Replaces)
		}
	}
	return n
}

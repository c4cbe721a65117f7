// Package export gives out what somebody may see, as a file: a collection, or a
// report worked out of several. It asks the one table of rights through
// changesync.Engine.Scan; masked values stay masked, who may only count gets
// nothing. Each page is in the audit log, by the ids of its records, before it
// leaves. Nothing is kept but a page, or the counts of a report.
package export

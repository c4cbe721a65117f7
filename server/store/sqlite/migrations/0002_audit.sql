-- The audit log is chained by hash (sync/audit.go); audit_subjects says by what
-- an entry is found.
CREATE TABLE audit (
  n    INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE TABLE audit_subjects (
  subject TEXT NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (subject, n)
) STRICT, WITHOUT ROWID;

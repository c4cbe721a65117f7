-- Rows with large bodies live in rowid tables: they are appended side by side,
-- so one commit writes few pages, and only small index entries are scattered.
-- Small rows live in WITHOUT ROWID tables, one tree instead of two.
-- Texts compare by their bytes (BINARY), as the contract of the store asks.

CREATE TABLE head (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  epoch   TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  horizon INTEGER NOT NULL
) STRICT;
INSERT INTO head VALUES (1, '', 0, 0);

CREATE TABLE devices (
  id         TEXT PRIMARY KEY,
  user       TEXT NOT NULL,
  name       TEXT NOT NULL,
  public_key BLOB,
  n          INTEGER NOT NULL,
  hash       BLOB,
  status     TEXT NOT NULL,
  enrolled   INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_user ON devices (user);

CREATE TABLE changesets (
  device    TEXT NOT NULL,
  n         INTEGER NOT NULL,
  hash      BLOB,
  origin    TEXT NOT NULL,
  raw       BLOB,
  signature BLOB,
  receipt   BLOB,
  outcome   TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  PRIMARY KEY (device, n)
) STRICT;
CREATE INDEX changesets_origin ON changesets (origin, seq, device, n) WHERE origin <> '';

CREATE TABLE records (
  collection TEXT NOT NULL,
  id         TEXT NOT NULL,
  scope      TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  body       BLOB,
  PRIMARY KEY (collection, id)
) STRICT;
CREATE INDEX records_scope ON records (scope, collection, id);

-- What an index entry points to, by value; and the entries of each record in
-- one row, so that a record written again with the same values costs one read.
CREATE TABLE refs (
  collection TEXT NOT NULL,
  field      TEXT NOT NULL,
  value      TEXT NOT NULL,
  id         TEXT NOT NULL,
  PRIMARY KEY (collection, field, value, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE ref_lists (
  collection TEXT NOT NULL,
  id         TEXT NOT NULL,
  list       BLOB NOT NULL, -- field, value, field, value …, each with its length (uvarint) before it
  PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
  seq        INTEGER NOT NULL,
  collection TEXT NOT NULL,
  id         TEXT NOT NULL,
  scope      TEXT NOT NULL,
  body       BLOB,
  PRIMARY KEY (seq, collection, id)
) STRICT;
CREATE INDEX log_scope ON log (scope, seq, collection, id);

-- The last sequence of each scope: a reader of hundreds of scopes looks only
-- into those with news.
CREATE TABLE scope_head (
  scope TEXT PRIMARY KEY,
  seq   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  collection TEXT NOT NULL,
  id         TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  cell       TEXT NOT NULL,
  dot        TEXT NOT NULL,
  body       BLOB,
  PRIMARY KEY (collection, id, seq, cell, dot)
) STRICT, WITHOUT ROWID;

CREATE TABLE grants (
  user  TEXT NOT NULL,
  scope TEXT NOT NULL,
  since INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  view  TEXT NOT NULL,
  writes INTEGER NOT NULL,
  PRIMARY KEY (user, scope, since)
) STRICT, WITHOUT ROWID;
CREATE TABLE grants_due (
  user TEXT PRIMARY KEY,
  due  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- SQLite turns an overflowing addition into a float, so a 64-bit sum is kept
-- and added in two halves.
CREATE TABLE checksums (
  scope      TEXT NOT NULL,
  collection TEXT NOT NULL,
  level      TEXT NOT NULL,
  high       INTEGER NOT NULL,
  low        INTEGER NOT NULL,
  PRIMARY KEY (scope, collection, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE conflicts (
  collection TEXT NOT NULL,
  id         TEXT NOT NULL,
  field      TEXT NOT NULL,
  scope      TEXT NOT NULL,
  PRIMARY KEY (collection, id, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX conflicts_scope ON conflicts (scope);

CREATE TABLE docs (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

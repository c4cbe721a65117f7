-- What a device keeps. Bodies are bytes that the store neither reads nor
-- changes; text is compared byte by byte, the order of changesync.Key.
CREATE TABLE meta (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- With a rowid: bodies of several kilobytes would spoil the tree of the keys.
CREATE TABLE base (
  collection TEXT NOT NULL,
  id         TEXT NOT NULL,
  scope      TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  body       BLOB,
  conflict   INTEGER NOT NULL,
  UNIQUE (collection, id)
) STRICT;
CREATE INDEX base_scope ON base (scope, collection, id);
CREATE INDEX base_conflict ON base (collection, id) WHERE conflict = 1;

CREATE TABLE outbox (
  n       INTEGER PRIMARY KEY,
  raw     BLOB,
  hash    BLOB,
  state   TEXT NOT NULL,
  made    INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  receipt BLOB
) STRICT;
CREATE INDEX outbox_state ON outbox (state, n);

CREATE TABLE overlay (
  collection TEXT NOT NULL,
  id         TEXT NOT NULL,
  n          INTEGER NOT NULL,
  PRIMARY KEY (collection, id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX overlay_n ON overlay (n);

CREATE TABLE page (
  i    INTEGER PRIMARY KEY,
  body BLOB
) STRICT;

CREATE TABLE sealed (
  n       INTEGER PRIMARY KEY,
  box     BLOB,
  receipt BLOB,
  acked   INTEGER NOT NULL
) STRICT;
CREATE INDEX sealed_acked ON sealed (acked);

CREATE TABLE forgotten (
  scope TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

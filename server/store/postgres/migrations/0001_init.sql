-- Every key begins with the organisation. Texts compare by their bytes
-- (COLLATE "C"), as the contract of the store asks, whatever the language of
-- the database. An index entry holds at most about 2,700 bytes, so texts that
-- may be long (values, elements of lists) are keyed by a digest.

CREATE SCHEMA fieldsync;

CREATE TABLE fieldsync.migrations (
  version integer PRIMARY KEY,
  name    text NOT NULL,
  done    timestamptz NOT NULL DEFAULT now()
);

-- Written by every transaction: space is left for its new versions beside it.
CREATE TABLE fieldsync.heads (
  org     text COLLATE "C" PRIMARY KEY,
  epoch   text COLLATE "C" NOT NULL,
  seq     bigint NOT NULL,
  horizon bigint NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE fieldsync.devices (
  org        text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  owner      text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  public_key bytea,
  n          bigint NOT NULL,
  hash       bytea,
  status     text COLLATE "C" NOT NULL,
  enrolled   bigint NOT NULL,
  last_seen  bigint NOT NULL,
  PRIMARY KEY (org, id)
) WITH (fillfactor = 50);
CREATE INDEX devices_owner ON fieldsync.devices (org, owner, id);

CREATE TABLE fieldsync.changesets (
  org       text COLLATE "C" NOT NULL,
  device    text COLLATE "C" NOT NULL,
  n         bigint NOT NULL,
  hash      bytea,
  origin    text COLLATE "C" NOT NULL,
  raw       bytea,
  signature bytea,
  receipt   bytea,
  outcome   text COLLATE "C" NOT NULL,
  seq       bigint NOT NULL,
  CONSTRAINT changesets_name PRIMARY KEY (org, device, n)
);
CREATE INDEX changesets_origin ON fieldsync.changesets (org, origin, seq, device, n) WHERE origin <> '';

CREATE TABLE fieldsync.records (
  org        text COLLATE "C" NOT NULL,
  collection text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  scope      text COLLATE "C" NOT NULL,
  seq        bigint NOT NULL,
  body       bytea,
  PRIMARY KEY (org, collection, id)
) WITH (fillfactor = 85);
CREATE INDEX records_scope ON fieldsync.records (org, scope, collection, id);

-- digest is over field and value, which stand in the record and, being perhaps
-- personal, nowhere else. Both indexes begin differently, so that none serves
-- for the other's question by filtering.
CREATE TABLE fieldsync.refs (
  org        text COLLATE "C" NOT NULL,
  collection text COLLATE "C" NOT NULL,
  digest     bytea NOT NULL,
  id         text COLLATE "C" NOT NULL,
  PRIMARY KEY (org, collection, digest, id)
);
CREATE INDEX refs_record ON fieldsync.refs (org, id, collection);

CREATE TABLE fieldsync.log (
  org        text COLLATE "C" NOT NULL,
  seq        bigint NOT NULL,
  collection text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  scope      text COLLATE "C" NOT NULL,
  body       bytea,
  PRIMARY KEY (org, seq, collection, id)
);
CREATE INDEX log_scope ON fieldsync.log (org, scope, seq, collection, id);

-- The last sequence of each scope: a reader of hundreds of scopes looks only
-- into those with news.
CREATE TABLE fieldsync.scope_heads (
  org   text COLLATE "C" NOT NULL,
  scope text COLLATE "C" NOT NULL,
  seq   bigint NOT NULL,
  PRIMARY KEY (org, scope)
) WITH (fillfactor = 50);

-- digest is over cell and dot.
CREATE TABLE fieldsync.history (
  org        text COLLATE "C" NOT NULL,
  collection text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  seq        bigint NOT NULL,
  digest     bytea NOT NULL,
  cell       text COLLATE "C" NOT NULL,
  dot        text COLLATE "C" NOT NULL,
  body       bytea,
  PRIMARY KEY (org, collection, id, seq, digest)
);

CREATE TABLE fieldsync.grants (
  org    text COLLATE "C" NOT NULL,
  holder text COLLATE "C" NOT NULL,
  scope  text COLLATE "C" NOT NULL,
  since  bigint NOT NULL,
  ended  bigint NOT NULL,
  view   text COLLATE "C" NOT NULL,
  writes boolean NOT NULL,
  PRIMARY KEY (org, holder, scope, since)
);
CREATE TABLE fieldsync.grants_due (
  org    text COLLATE "C" NOT NULL,
  holder text COLLATE "C" NOT NULL,
  due    bigint NOT NULL,
  PRIMARY KEY (org, holder)
);

-- bigint has no addition modulo 2^64, so a sum is kept and added in two halves.
CREATE TABLE fieldsync.checksums (
  org        text COLLATE "C" NOT NULL,
  scope      text COLLATE "C" NOT NULL,
  collection text COLLATE "C" NOT NULL,
  level      text COLLATE "C" NOT NULL,
  high       bigint NOT NULL,
  low        bigint NOT NULL,
  PRIMARY KEY (org, scope, collection, level)
) WITH (fillfactor = 50);

CREATE TABLE fieldsync.conflicts (
  org        text COLLATE "C" NOT NULL,
  collection text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  field      text COLLATE "C" NOT NULL,
  scope      text COLLATE "C" NOT NULL,
  PRIMARY KEY (org, collection, id, field)
);
CREATE INDEX conflicts_scope ON fieldsync.conflicts (org, scope);

CREATE TABLE fieldsync.docs (
  org  text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (org, kind, name)
);

-- The audit log is chained by hash (sync/audit.go); audit_subjects says by what
-- an entry is found.
CREATE TABLE fieldsync.audit (
  org  text COLLATE "C" NOT NULL,
  n    bigint NOT NULL,
  hash bytea NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT audit_name PRIMARY KEY (org, n)
);
CREATE TABLE fieldsync.audit_subjects (
  org     text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  n       bigint NOT NULL,
  PRIMARY KEY (org, subject, n)
);

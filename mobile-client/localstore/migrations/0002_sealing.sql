-- How the bodies are sealed, one row. The id names the key, which is elsewhere;
-- state says how far an earlier database in the clear has come: 0 the key is
-- made, 1 all rows are sealed, 2 nothing of the clear rows is left in the file.
CREATE TABLE sealing (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  id    TEXT NOT NULL,
  state INTEGER NOT NULL
) STRICT;

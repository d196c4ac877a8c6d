-- The state of MLS groups, as OpenMLS hands it over: opaque, each value encoded by
-- mls/storage.rs. Ordinary rowid tables: values span pages, and an upsert in a WITHOUT ROWID
-- table would write more of them.

-- One value for each kind and key. The kinds are numbered in mls/storage.rs.
CREATE TABLE mls_value (
    kind  INTEGER NOT NULL,
    key   BLOB    NOT NULL,
    value BLOB    NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;

-- Values of which a key has several, in the order of their ids. Those that have a name (a
-- proposal has its reference) stand here once.
CREATE TABLE mls_list (
    id    INTEGER PRIMARY KEY,
    kind  INTEGER NOT NULL,
    key   BLOB    NOT NULL,
    name  BLOB,
    value BLOB    NOT NULL,
    UNIQUE (kind, key, name)
) STRICT;

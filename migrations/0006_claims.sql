-- What became of posts whose numbers changed, and of the agreement under which numbers are measured.

-- Lines that a post gets afterwards by an edit of its message: what a later post had to restate of it.
CREATE TABLE post_edit (
    id       INTEGER PRIMARY KEY,
    post     INTEGER NOT NULL REFERENCES post (id),
    -- The post that told of it, once for each.
    cause    INTEGER NOT NULL REFERENCES post (id),
    -- A JSON list of lines.
    lines    TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('owed', 'made', 'given_up')),
    attempts INTEGER NOT NULL DEFAULT 0,
    owed_at  INTEGER NOT NULL,
    retry_at INTEGER,
    made_at  INTEGER,
    reason   TEXT,
    UNIQUE (post, cause)
) STRICT;

CREATE INDEX post_edit_owed ON post_edit (post) WHERE state = 'owed';

-- Every agreement that was ever in force, in its order; the newest one is in force.
CREATE TABLE definition_version (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    version   INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    -- What numbers depend on, as JSON, so that they can be counted again under it.
    terms     TEXT NOT NULL,
    PRIMARY KEY (workspace, version)
) STRICT, WITHOUT ROWID;

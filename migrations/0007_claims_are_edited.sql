-- An edit that no other post causes: a claim changes the message in which it was made.

CREATE TABLE post_edit_next (
    id       INTEGER PRIMARY KEY,
    post     INTEGER NOT NULL REFERENCES post (id),
    -- The post that told of it, once for each; NULL where the message alone is to stand as it should.
    cause    INTEGER REFERENCES post (id),
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

INSERT INTO post_edit_next (id, post, cause, lines, state, attempts, owed_at, retry_at, made_at, reason)
SELECT id, post, cause, lines, state, attempts, owed_at, retry_at, made_at, reason FROM post_edit;
DROP TABLE post_edit;
ALTER TABLE post_edit_next RENAME TO post_edit;

CREATE INDEX post_edit_owed ON post_edit (post) WHERE state = 'owed';

-- Who a ping's message tells of.
CREATE INDEX ping_of_post ON ping (post) WHERE post IS NOT NULL;

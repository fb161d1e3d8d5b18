-- Questions that were answered, so that the buttons under their answers still work after a restart.

CREATE TABLE question (
    -- Stands in the key of a button, so that it is never given to another question.
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    -- The command, such as `kpi show`, and what was said with it: a JSON list of pairs of option and text.
    command   TEXT NOT NULL,
    given     TEXT NOT NULL,
    -- The language of the answer.
    locale    TEXT NOT NULL,
    -- Up to when the answer's numbers counted; null where nothing had been pulled yet.
    as_of     INTEGER,
    asked_at  INTEGER NOT NULL,
    -- When the answer was shared with the channel; it is shared once.
    shared_at INTEGER
) STRICT;

CREATE INDEX question_asked_at ON question (workspace, asked_at);

-- What people decide in chat: goals, and dated notes beside the numbers.

-- A goal that is changed or removed ends and stays here: what was aimed at when a post was made can be told later.
CREATE TABLE goal (
    id        INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    kpi       TEXT NOT NULL,
    -- day, week, biweek, month, quarter, year or range
    kind      TEXT NOT NULL,
    -- The period's own word, such as 2026-11; NULL is every period of the kind.
    period    TEXT,
    -- A decimal number: a count, a share of 1, minor units of money, seconds.
    target    TEXT NOT NULL,
    unit      TEXT NOT NULL,
    currency  TEXT,
    direction TEXT NOT NULL,
    -- The chat's id of who set it; NULL at the terminal.
    set_by    TEXT,
    set_at    INTEGER NOT NULL,
    ended_at  INTEGER,
    ended_by  TEXT
) STRICT;

-- One goal in force for a KPI and a period.
CREATE UNIQUE INDEX goal_in_force ON goal (workspace, kpi, kind, ifnull(period, '')) WHERE ended_at IS NULL;

CREATE TABLE note (
    id         INTEGER PRIMARY KEY,
    workspace  INTEGER NOT NULL REFERENCES workspace (id),
    -- The local date it is about, as 2026-11-23.
    date       TEXT NOT NULL,
    text       TEXT NOT NULL,
    author     TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX note_by_date ON note (workspace, date);

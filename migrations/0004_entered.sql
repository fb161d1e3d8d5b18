-- What the team tells us because no tool knows it. Dates are local, as 2026-11-23, both ends included. A row from a file
-- is known by the file's name and its line, one from the chat has neither.

CREATE TABLE cost_entry (
    id         INTEGER PRIMARY KEY,
    workspace  INTEGER NOT NULL REFERENCES workspace (id),
    first_day  TEXT NOT NULL,
    last_day   TEXT NOT NULL,
    minor      INTEGER NOT NULL,
    currency   TEXT NOT NULL,
    channel    TEXT,
    campaign   TEXT,
    note       TEXT,
    file       TEXT,
    line       INTEGER,
    entered_by TEXT,
    entered_at INTEGER NOT NULL,
    UNIQUE (workspace, file, line)
) STRICT;

CREATE INDEX cost_entry_days ON cost_entry (workspace, first_day, last_day);

CREATE TABLE traffic_entry (
    id         INTEGER PRIMARY KEY,
    workspace  INTEGER NOT NULL REFERENCES workspace (id),
    first_day  TEXT NOT NULL,
    last_day   TEXT NOT NULL,
    visitors   INTEGER NOT NULL,
    channel    TEXT,
    file       TEXT,
    line       INTEGER,
    entered_at INTEGER NOT NULL,
    UNIQUE (workspace, file, line)
) STRICT;

CREATE INDEX traffic_entry_days ON traffic_entry (workspace, first_day, last_day);

CREATE TABLE deal_entry (
    id               INTEGER PRIMARY KEY,
    workspace        INTEGER NOT NULL REFERENCES workspace (id),
    deal             TEXT NOT NULL,
    customer         TEXT,
    won_on           TEXT,
    minor            INTEGER,
    currency         TEXT,
    monthly_minor    INTEGER,
    monthly_currency TEXT,
    starts_on        TEXT,
    ends_on          TEXT,
    file             TEXT,
    line             INTEGER,
    entered_at       INTEGER NOT NULL,
    UNIQUE (workspace, deal)
) STRICT;

-- Alerts: each run of a number beyond its border, told once when it begins and once when it is over.
CREATE TABLE alert (
    id        INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    -- What is watched: sync, unsubscribes, goals or odd-weeks.
    watch     TEXT NOT NULL,
    -- Of what, such as the goal's KPI and period; empty where there is only one.
    subject   TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    -- The value farthest on the bad side.
    worst     REAL NOT NULL,
    over_at   INTEGER
) STRICT;

CREATE UNIQUE INDEX alert_standing ON alert (workspace, watch, subject) WHERE over_at IS NULL;

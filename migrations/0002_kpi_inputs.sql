-- What the KPIs beside the funnel count: the mail that an act belongs to.

-- The engagement by which the mail went out, and when: the cohort in which the act counts.
ALTER TABLE engagement ADD COLUMN send TEXT;
ALTER TABLE engagement ADD COLUMN sent_at INTEGER;

CREATE INDEX engagement_sent ON engagement (source, sent_at, kind, send) WHERE sent_at IS NOT NULL;

ALTER TABLE email ADD COLUMN replied INTEGER;
ALTER TABLE email ADD COLUMN campaign TEXT;

-- Mails by when they went out, where the tool counts them instead of telling each.
CREATE TABLE email_cohort (
    source       INTEGER NOT NULL REFERENCES source (id),
    email        TEXT NOT NULL,
    -- When they went out; with a value in "until", the day from here to there.
    sent_at      INTEGER NOT NULL,
    until        INTEGER,
    sent         INTEGER,
    delivered    INTEGER,
    opened       INTEGER,
    clicked      INTEGER,
    bounced      INTEGER,
    unsubscribed INTEGER,
    replied      INTEGER,
    PRIMARY KEY (source, email, sent_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_cohort_sent ON email_cohort (source, sent_at);

-- What a deal brings in each month, from when to when.
ALTER TABLE deal ADD COLUMN monthly_minor INTEGER;
ALTER TABLE deal ADD COLUMN monthly_currency TEXT;
ALTER TABLE deal ADD COLUMN starts_at INTEGER;
ALTER TABLE deal ADD COLUMN ends_at INTEGER;
-- Set while the deal is deleted.
ALTER TABLE deal ADD COLUMN removed_at INTEGER;

-- What the tool does by itself.
CREATE TABLE automation (
    source     INTEGER NOT NULL REFERENCES source (id),
    ext_id     TEXT NOT NULL,
    name       TEXT NOT NULL,
    active     INTEGER NOT NULL,
    created_at INTEGER,
    -- When the tool last listed it, and since when it lists it no more.
    seen_at    INTEGER NOT NULL,
    gone_at    INTEGER,
    PRIMARY KEY (source, ext_id)
) STRICT, WITHOUT ROWID;

-- From when on an automation was as we saw it; the first row is of the first poll that saw it.
CREATE TABLE automation_state (
    source     INTEGER NOT NULL REFERENCES source (id),
    automation TEXT NOT NULL,
    at         INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('active', 'inactive', 'gone')),
    PRIMARY KEY (source, automation, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE automation_step (
    source     INTEGER NOT NULL REFERENCES source (id),
    automation TEXT NOT NULL,
    ext_id     TEXT NOT NULL,
    name       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    -- Whether no step follows: a lead that got here is through.
    last       INTEGER NOT NULL,
    PRIMARY KEY (source, automation, ext_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE scenario_run (
    source     INTEGER NOT NULL REFERENCES source (id),
    automation TEXT NOT NULL,
    lead       INTEGER NOT NULL REFERENCES lead (id),
    rotation   INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    left_at    INTEGER,
    PRIMARY KEY (source, automation, lead, rotation)
) STRICT, WITHOUT ROWID;

CREATE INDEX scenario_run_entered ON scenario_run (source, entered_at);
CREATE INDEX scenario_run_lead ON scenario_run (lead);

CREATE TABLE step_run (
    id         INTEGER PRIMARY KEY,
    source     INTEGER NOT NULL,
    ext_id     TEXT NOT NULL,
    automation TEXT NOT NULL,
    step       TEXT NOT NULL,
    lead       INTEGER NOT NULL REFERENCES lead (id),
    rotation   INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    failed     INTEGER NOT NULL,
    UNIQUE (source, ext_id)
) STRICT;

CREATE INDEX step_run_lead ON step_run (lead, automation, rotation, at);
CREATE INDEX step_run_at ON step_run (source, at, automation);

-- What a campaign has cost so far, as the tool sums it up; days are counted from 1970-01-01.
CREATE TABLE campaign_cost (
    source       INTEGER NOT NULL REFERENCES source (id),
    campaign     TEXT NOT NULL,
    spent_minor  INTEGER,
    budget_minor INTEGER,
    currency     TEXT,
    from_day     INTEGER,
    to_day       INTEGER,
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (source, campaign)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment (
    source INTEGER NOT NULL REFERENCES source (id),
    ext_id TEXT NOT NULL,
    name   TEXT NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (source, ext_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_member (
    source  INTEGER NOT NULL REFERENCES source (id),
    segment TEXT NOT NULL,
    lead    INTEGER NOT NULL REFERENCES lead (id),
    -- Since when, as the tool says.
    since   INTEGER,
    -- The last scan that saw it, and the first that missed it.
    seen    INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (source, segment, lead)
) STRICT, WITHOUT ROWID;

CREATE INDEX segment_member_lead ON segment_member (lead);

-- The score of a lead over time, packed: as the tool tells it, or as we saw it change.
CREATE TABLE lead_score (
    lead    INTEGER PRIMARY KEY REFERENCES lead (id),
    told    INTEGER NOT NULL,
    history BLOB NOT NULL
) STRICT;

-- What was read before does not know these columns: it is read again, and changes nothing else.
UPDATE sync_state SET cursor = NULL WHERE stream IN ('leads', 'emails', 'deals', 'engagements');

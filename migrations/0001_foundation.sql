-- Everything the bot remembers. Instants are INTEGER milliseconds since the epoch, in UTC;
-- days are counted from 1970-01-01 in the workspace's zone. Every row knows its source or its
-- workspace; a source belongs to exactly one workspace.

CREATE TABLE workspace (
    id          INTEGER PRIMARY KEY,
    -- The agreement under which the day tables were derived; NULL while they are rebuilt.
    agreement   TEXT,
    -- The last change number given to a lead.
    changes     INTEGER NOT NULL DEFAULT 0,
    -- When the baseline of hot leads was taken.
    baseline_at INTEGER
) STRICT;

INSERT INTO workspace (id) VALUES (1);

CREATE TABLE source (
    id        INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    tool      TEXT NOT NULL,
    account   TEXT NOT NULL,
    UNIQUE (workspace, tool, account)
) STRICT;

CREATE TABLE sync_state (
    source       INTEGER NOT NULL REFERENCES source (id),
    stream       TEXT NOT NULL,
    capability   TEXT,
    cursor       TEXT,
    complete_to  INTEGER,
    last_ok_at   INTEGER,
    failed_at    INTEGER,
    failure_kind TEXT,
    failure      TEXT,
    kept         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE broken_record (
    source  INTEGER NOT NULL REFERENCES source (id),
    stream  TEXT NOT NULL,
    record  TEXT NOT NULL,
    why     TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (source, stream, record)
) STRICT, WITHOUT ROWID;

-- The tool's own stage values, numbered so that histories can name them in a byte.
CREATE TABLE raw_stage (
    source INTEGER NOT NULL REFERENCES source (id),
    code   INTEGER NOT NULL,
    raw    TEXT NOT NULL,
    -- Counted leads that show this value now.
    leads  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, code),
    UNIQUE (source, raw)
) STRICT, WITHOUT ROWID;

CREATE TABLE tool_stage (
    source   INTEGER NOT NULL REFERENCES source (id),
    raw      TEXT NOT NULL,
    label    TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (source, raw)
) STRICT, WITHOUT ROWID;

CREATE TABLE owner (
    source INTEGER NOT NULL REFERENCES source (id),
    ext_id TEXT NOT NULL,
    name   TEXT NOT NULL,
    email  TEXT,
    active INTEGER NOT NULL,
    PRIMARY KEY (source, ext_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign (
    source INTEGER NOT NULL REFERENCES source (id),
    ext_id TEXT NOT NULL,
    name   TEXT NOT NULL,
    active INTEGER,
    PRIMARY KEY (source, ext_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE email (
    source       INTEGER NOT NULL REFERENCES source (id),
    ext_id       TEXT NOT NULL,
    name         TEXT NOT NULL,
    subject      TEXT,
    sent_at      INTEGER,
    sent         INTEGER,
    delivered    INTEGER,
    opened       INTEGER,
    clicked      INTEGER,
    bounced      INTEGER,
    unsubscribed INTEGER,
    PRIMARY KEY (source, ext_id)
) STRICT, WITHOUT ROWID;

-- What the counts need comes first, so that a walk over all leads reads little of each.
CREATE TABLE lead (
    id               INTEGER PRIMARY KEY,
    -- Sources are never deleted; a check a row would cost more than it could find.
    source           INTEGER NOT NULL,
    ext_id           TEXT NOT NULL,
    -- Whether the tool showed the lead itself, alive or in its bin; else only others refer to it.
    known            INTEGER NOT NULL DEFAULT 0,
    -- A test contact.
    excluded         INTEGER NOT NULL DEFAULT 0,
    -- The lead that goes on in its place; always the end of a chain of merges.
    merged_into      INTEGER REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    -- Set while the lead is deleted.
    removed_at       INTEGER,
    -- Deletions and restores, packed.
    presence         BLOB,
    -- Stage history as the tool tells it, or as we observed it, packed.
    history          BLOB,
    -- Code of the value it shows now (raw_stage).
    stage            INTEGER,
    -- Whether that value is not the newest of its history.
    differs          INTEGER NOT NULL DEFAULT 0,
    -- Number of its last change, unique in the workspace.
    change           INTEGER NOT NULL DEFAULT 0,
    first_seen_at    INTEGER,
    changed_at       INTEGER,
    -- Hash of the record as told; equal means unchanged.
    fingerprint      INTEGER,
    created_at       INTEGER,
    modified_at      INTEGER,
    score            REAL,
    email            TEXT,
    name             TEXT,
    company          TEXT,
    job_title        TEXT,
    industry         TEXT,
    employees        INTEGER,
    annual_revenue   REAL,
    owner            TEXT,
    channel          TEXT,
    channel_detail   TEXT,
    first_contact_at INTEGER,
    last_activity_at INTEGER,
    opted_out        INTEGER,
    target_list      INTEGER,
    link             TEXT,
    UNIQUE (source, ext_id)
) STRICT;

CREATE INDEX lead_change ON lead (source, change);
CREATE INDEX lead_merged ON lead (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX lead_differs ON lead (source) WHERE differs = 1;

-- Ids that a full scan has seen so far, a packed list a batch.
CREATE TABLE census_seen (
    source INTEGER NOT NULL REFERENCES source (id),
    scan   INTEGER NOT NULL,
    part   INTEGER NOT NULL,
    leads  BLOB NOT NULL,
    PRIMARY KEY (source, scan, part)
) STRICT;

CREATE TABLE deal (
    id           INTEGER PRIMARY KEY,
    source       INTEGER NOT NULL REFERENCES source (id),
    ext_id       TEXT NOT NULL,
    name         TEXT,
    amount_minor INTEGER,
    currency     TEXT,
    stage        TEXT,
    won          INTEGER,
    created_at   INTEGER,
    closed_at    INTEGER,
    modified_at  INTEGER,
    owner        TEXT,
    UNIQUE (source, ext_id)
) STRICT;

CREATE TABLE deal_lead (
    deal INTEGER NOT NULL REFERENCES deal (id),
    lead INTEGER NOT NULL REFERENCES lead (id),
    PRIMARY KEY (deal, lead)
) STRICT, WITHOUT ROWID;

CREATE INDEX deal_lead_lead ON deal_lead (lead);

CREATE TABLE engagement (
    id     INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    ext_id TEXT NOT NULL,
    kind   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    lead   INTEGER REFERENCES lead (id),
    asset  TEXT,
    url    TEXT,
    UNIQUE (source, ext_id)
) STRICT;

CREATE INDEX engagement_lead ON engagement (lead, at);

-- What happened on a local day: facts and cohorts (kpi::rollup), and who moved at which instant.
CREATE TABLE day_rollup (
    id        INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    day       INTEGER NOT NULL,
    facts     BLOB NOT NULL,
    cohorts   BLOB NOT NULL,
    moves     BLOB NOT NULL,
    UNIQUE (workspace, day)
) STRICT;

-- Leads whose moves changed since the rollups were written, with their moves before and after, packed by
-- blocks of 32 days.
CREATE TABLE move_change (
    id        INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    block     INTEGER NOT NULL,
    changes   BLOB NOT NULL
) STRICT;

-- Net change of the stock of each rank by the day's rollup; in this order a rank's days are summed in a row.
CREATE TABLE day_net (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    rank      INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    net       INTEGER NOT NULL,
    PRIMARY KEY (workspace, rank, day)
) STRICT, WITHOUT ROWID;

-- Messages the bot owes, once each.
CREATE TABLE post (
    id               INTEGER PRIMARY KEY,
    workspace        INTEGER NOT NULL REFERENCES workspace (id),
    key              TEXT NOT NULL,
    nonce            TEXT NOT NULL,
    kind             TEXT NOT NULL,
    channel          TEXT,
    due              INTEGER NOT NULL,
    period_start     INTEGER,
    period_end       INTEGER,
    message          TEXT,
    facts            TEXT,
    late             TEXT,
    state            TEXT NOT NULL CHECK (state IN ('owed', 'attempted', 'sent', 'failed', 'given_up', 'skipped')),
    attempts         INTEGER NOT NULL DEFAULT 0,
    owed_at          INTEGER NOT NULL,
    first_attempt_at INTEGER,
    retry_at         INTEGER,
    reason           TEXT,
    sent_at          INTEGER,
    message_id       TEXT,
    UNIQUE (workspace, key)
) STRICT;

CREATE INDEX post_open ON post (workspace, due) WHERE state IN ('owed', 'attempted', 'failed');
CREATE INDEX post_kind ON post (workspace, kind, due);

CREATE TABLE post_attempt (
    post    INTEGER NOT NULL REFERENCES post (id),
    attempt INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    outcome TEXT,
    PRIMARY KEY (post, attempt)
) STRICT, WITHOUT ROWID;

-- A lead that was brought to sales. Without a post it belongs to the baseline.
CREATE TABLE ping (
    id         INTEGER PRIMARY KEY,
    workspace  INTEGER NOT NULL REFERENCES workspace (id),
    lead       INTEGER NOT NULL REFERENCES lead (id),
    rule       TEXT NOT NULL,
    opened_at  INTEGER NOT NULL,
    post       INTEGER REFERENCES post (id),
    claimed_by TEXT,
    claimed_at INTEGER
) STRICT;

CREATE INDEX ping_lead ON ping (workspace, lead, rule, opened_at);

-- Leads that meet a rule now.
CREATE TABLE hot_lead (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    lead      INTEGER NOT NULL REFERENCES lead (id),
    rule      TEXT NOT NULL,
    since     INTEGER NOT NULL,
    PRIMARY KEY (workspace, lead)
) STRICT, WITHOUT ROWID;

-- Small marks that outlive a restart.
CREATE TABLE mark (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    name      TEXT NOT NULL,
    word      TEXT NOT NULL,
    PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;

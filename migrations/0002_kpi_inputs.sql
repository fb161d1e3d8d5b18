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

-- What was read before does not know these columns: it is read again, and changes nothing else.
UPDATE sync_state SET cursor = NULL WHERE stream IN ('emails', 'deals', 'engagements');

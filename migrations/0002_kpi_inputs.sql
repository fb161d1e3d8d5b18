-- What the KPIs beside the funnel count: the mail that an act belongs to.

-- The engagement by which the mail went out, and when: the cohort in which the act counts.
ALTER TABLE engagement ADD COLUMN send TEXT;
ALTER TABLE engagement ADD COLUMN sent_at INTEGER;

CREATE INDEX engagement_sent ON engagement (source, sent_at, kind, send) WHERE sent_at IS NOT NULL;

ALTER TABLE email ADD COLUMN replied INTEGER;

-- What was read before does not know these columns: it is read again, and changes nothing else.
UPDATE sync_state SET cursor = NULL WHERE stream IN ('emails', 'engagements');

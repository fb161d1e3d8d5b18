-- What each lead adds to the counts of the company (kpi::ticks), and the sums of it by local days, so that a count costs
-- what a period holds and not what exists.

CREATE TABLE lead_ticks (
    lead  INTEGER PRIMARY KEY REFERENCES lead (id),
    ticks BLOB NOT NULL
) STRICT;

-- Leads whose facts changed since their ticks were made.
CREATE TABLE lead_unsettled (
    lead INTEGER PRIMARY KEY
) STRICT;

-- By how much each count changed on a day, and in the calendar month that begins on a day.
CREATE TABLE tick_day (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    day       INTEGER NOT NULL,
    sums      BLOB NOT NULL,
    PRIMARY KEY (workspace, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE tick_month (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    first_day INTEGER NOT NULL,
    sums      BLOB NOT NULL,
    PRIMARY KEY (workspace, first_day)
) STRICT, WITHOUT ROWID;

-- The ticks of a day with their instants, for spans that cut the day: in blocks of 4096 leads.
CREATE TABLE tick_part (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    day       INTEGER NOT NULL,
    block     INTEGER NOT NULL,
    ticks     BLOB NOT NULL,
    PRIMARY KEY (workspace, day, block)
) STRICT, WITHOUT ROWID;

-- Acts of a day that came after a long silence.
CREATE TABLE comeback_day (
    id        INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    day       INTEGER NOT NULL,
    comebacks BLOB NOT NULL,
    UNIQUE (workspace, day)
) STRICT;

CREATE TRIGGER lead_added AFTER INSERT ON lead BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER lead_changed
AFTER UPDATE OF known, excluded, merged_into, removed_at, first_seen_at, created_at, opted_out ON lead
WHEN old.known <> new.known OR old.excluded <> new.excluded OR old.merged_into IS NOT new.merged_into
    OR old.removed_at IS NOT new.removed_at OR old.first_seen_at IS NOT new.first_seen_at
    OR old.created_at IS NOT new.created_at OR old.opted_out IS NOT new.opted_out
BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER engagement_added AFTER INSERT ON engagement WHEN new.lead IS NOT NULL BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER engagement_changed AFTER UPDATE OF kind, at, lead, asset, send, sent_at ON engagement BEGIN
    INSERT INTO lead_unsettled (lead) SELECT old.lead WHERE old.lead IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO lead_unsettled (lead) SELECT new.lead WHERE new.lead IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER lead_score_added AFTER INSERT ON lead_score BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER lead_score_changed AFTER UPDATE OF history ON lead_score BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER segment_changed AFTER UPDATE OF active ON segment WHEN old.active <> new.active BEGIN
    INSERT INTO lead_unsettled (lead)
    SELECT DISTINCT lead FROM segment_member WHERE source = new.source AND segment = new.ext_id
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER segment_member_added AFTER INSERT ON segment_member BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER segment_member_changed AFTER UPDATE OF lead, since, left_at ON segment_member
WHEN old.lead <> new.lead OR old.since IS NOT new.since OR old.left_at IS NOT new.left_at
BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (old.lead), (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER segment_member_removed AFTER DELETE ON segment_member BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (old.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER scenario_run_added AFTER INSERT ON scenario_run BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER scenario_run_changed AFTER UPDATE OF lead, entered_at ON scenario_run
WHEN old.lead <> new.lead OR old.entered_at <> new.entered_at
BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (old.lead), (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER scenario_run_removed AFTER DELETE ON scenario_run BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (old.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER step_run_added AFTER INSERT ON step_run BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (new.lead) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER step_run_changed AFTER UPDATE OF lead, at, failed ON step_run BEGIN
    INSERT INTO lead_unsettled (lead) VALUES (old.lead), (new.lead) ON CONFLICT DO NOTHING;
END;

-- Which step is the last decides who is through.
CREATE TRIGGER automation_step_added AFTER INSERT ON automation_step WHEN new.last = 1 BEGIN
    INSERT INTO lead_unsettled (lead)
    SELECT DISTINCT lead FROM scenario_run WHERE source = new.source AND automation = new.automation
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER automation_step_changed AFTER UPDATE OF last ON automation_step WHEN old.last <> new.last BEGIN
    INSERT INTO lead_unsettled (lead)
    SELECT DISTINCT lead FROM scenario_run WHERE source = new.source AND automation = new.automation
    ON CONFLICT DO NOTHING;
END;

-- Every lead of earlier versions.
INSERT INTO lead_unsettled (lead) SELECT id FROM lead;

-- What came back, by when; acts of nobody's, by when their mail went out.
CREATE INDEX engagement_bounced ON engagement (at) WHERE kind = 'email_bounced';
CREATE INDEX engagement_of_nobody ON engagement (source, sent_at) WHERE lead IS NULL AND sent_at IS NOT NULL;

-- Whether any reply was ever seen.
CREATE INDEX engagement_replied ON engagement (source) WHERE kind = 'email_replied';

-- When the first lead of a source was read.
ALTER TABLE source ADD COLUMN first_seen_at INTEGER;
UPDATE source SET first_seen_at = (SELECT min(lead.first_seen_at) FROM lead WHERE lead.source = source.id);

CREATE TRIGGER lead_seen AFTER INSERT ON lead WHEN new.first_seen_at IS NOT NULL BEGIN
    UPDATE source SET first_seen_at = new.first_seen_at
    WHERE id = new.source AND (first_seen_at IS NULL OR first_seen_at > new.first_seen_at);
END;

CREATE TRIGGER lead_seen_later AFTER UPDATE OF first_seen_at ON lead WHEN old.first_seen_at IS NOT new.first_seen_at BEGIN
    UPDATE source SET first_seen_at = new.first_seen_at
    WHERE id = new.source AND (first_seen_at IS NULL OR first_seen_at > new.first_seen_at);
END;

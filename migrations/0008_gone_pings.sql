-- Pings whose lead was deleted in the tool: what was told of it is forgotten, and taken back where it was sent.

-- Set once the lead is deleted: whether somebody may have been told of it before.
ALTER TABLE ping ADD COLUMN gone TEXT CHECK (gone IN ('unsaid', 'said'));

CREATE INDEX ping_of_lead ON ping (lead);

-- Set while the text of a message still tells of a lead that is gone; it is not sent like this.
ALTER TABLE post ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;

CREATE INDEX post_stale ON post (workspace) WHERE stale = 1;

-- Leads that were deleted before.
UPDATE post SET stale = 1
WHERE id IN (SELECT ping.post FROM ping JOIN lead ON lead.id = ping.lead WHERE lead.removed_at IS NOT NULL);

UPDATE ping SET gone = (
    SELECT iif(post.state IN ('owed', 'given_up'), 'unsaid', 'said') FROM post WHERE post.id = ping.post
)
WHERE post IS NOT NULL AND lead IN (SELECT id FROM lead WHERE removed_at IS NOT NULL);

INSERT INTO post_edit (post, lines, state, owed_at)
SELECT id, '[]', 'owed', due FROM post WHERE stale = 1 AND state IN ('attempted', 'failed', 'sent');

UPDATE post
SET message = NULL, facts = NULL, stale = 0, reason = iif(state = 'sent', reason, 'lead-deleted'),
    state = iif(state IN ('owed', 'given_up'), 'skipped', state)
WHERE stale = 1 AND NOT EXISTS (SELECT 1 FROM ping WHERE ping.post = post.id AND ping.gone IS NULL);

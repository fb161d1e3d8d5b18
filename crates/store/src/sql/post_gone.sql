-- A message all of whose leads are gone tells nothing more; where nobody saw it yet, nobody will.
UPDATE post
SET message = NULL, facts = NULL, stale = 0, setback = NULL, reason = iif(state = 'sent', reason, 'lead-deleted'),
    state = iif(state IN ('owed', 'given_up'), 'skipped', state)
WHERE workspace = ? AND stale = 1
    AND NOT EXISTS (SELECT 1 FROM ping WHERE ping.post = post.id AND ping.gone IS NULL)

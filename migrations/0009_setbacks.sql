-- What stood in the way of messages that did not arrive, so that people can be told how to mend it.

-- A word of `store::Setback`; NULL where nothing stands in the way, or where the message was withdrawn.
ALTER TABLE post ADD COLUMN setback TEXT;

CREATE INDEX post_missed ON post (workspace, due) WHERE setback IS NOT NULL;

UPDATE post
SET setback = CASE reason
    WHEN 'past the schedule''s max_lateness' THEN 'too-late'
    WHEN 'superseded by the next due time while the bot could not post' THEN 'superseded'
    WHEN 'no channel is set for reports' THEN 'no-channel'
    WHEN 'nothing had been polled yet' THEN 'nothing-polled'
END
WHERE state = 'skipped';

UPDATE post SET setback = 'refused' WHERE state = 'given_up';

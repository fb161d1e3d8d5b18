-- What is known of the mail is known of the act.
UPDATE engagement
SET sent_at = mail.at, lead = coalesce(engagement.lead, mail.lead), asset = coalesce(engagement.asset, mail.asset)
FROM engagement AS mail
WHERE engagement.sent_at IS NULL AND mail.source = engagement.source AND mail.ext_id = engagement.send
    AND (engagement.source, engagement.ext_id) IN (VALUES /*row*/ (?, ?) /*row*/)

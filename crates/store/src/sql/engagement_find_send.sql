-- The latest mail of that email to that lead before the act.
UPDATE engagement
SET send = (
    SELECT mail.ext_id
    FROM engagement AS mail
    WHERE mail.lead = engagement.lead AND mail.at <= engagement.at AND mail.kind = 'email_sent'
        AND mail.asset = engagement.asset AND mail.source = engagement.source
    ORDER BY mail.at DESC
    LIMIT 1
)
WHERE send IS NULL AND (source, ext_id) IN (VALUES /*row*/ (?, ?) /*row*/)

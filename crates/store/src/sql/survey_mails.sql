-- Delivered mails of one email, and those after which the lead sent the form (?5) by the as-of.
SELECT count(*), coalesce(sum(EXISTS (
    SELECT 1 FROM engagement AS answer
    WHERE answer.lead = mail.lead AND answer.kind = 'form_submitted' AND answer.asset = ?5
        AND answer.at >= mail.at AND answer.at < ?6
)), 0)
FROM engagement AS mail
JOIN source ON source.id = mail.source
LEFT JOIN lead ON lead.id = mail.lead
WHERE source.workspace = ?1 AND mail.kind = 'email_sent' AND mail.asset = ?2 AND mail.sent_at >= ?3 AND mail.sent_at < ?4
    AND coalesce(lead.excluded, 0) = 0
    AND NOT EXISTS (
        SELECT 1 FROM engagement AS back
        WHERE back.source = mail.source AND back.kind = 'email_bounced' AND back.sent_at = mail.sent_at
            AND back.send = coalesce(mail.send, mail.ext_id)
    )

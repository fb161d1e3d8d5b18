INSERT INTO email_cohort (
    source, email, sent_at, until, sent, delivered, opened, clicked, bounced, unsubscribed, replied
)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, email, sent_at) DO UPDATE SET
    until = excluded.until, sent = excluded.sent, delivered = excluded.delivered, opened = excluded.opened,
    clicked = excluded.clicked, bounced = excluded.bounced, unsubscribed = excluded.unsubscribed,
    replied = excluded.replied
WHERE until IS NOT excluded.until OR sent IS NOT excluded.sent OR delivered IS NOT excluded.delivered
    OR opened IS NOT excluded.opened OR clicked IS NOT excluded.clicked
    OR bounced IS NOT excluded.bounced OR unsubscribed IS NOT excluded.unsubscribed
    OR replied IS NOT excluded.replied

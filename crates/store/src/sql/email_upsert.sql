INSERT INTO email (
    source, ext_id, name, subject, sent_at, campaign, sent, delivered, opened, clicked, bounced, unsubscribed, replied
)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, ext_id) DO UPDATE SET
    name = excluded.name, subject = excluded.subject, sent_at = excluded.sent_at,
    campaign = excluded.campaign, sent = excluded.sent,
    delivered = excluded.delivered, opened = excluded.opened, clicked = excluded.clicked,
    bounced = excluded.bounced, unsubscribed = excluded.unsubscribed, replied = excluded.replied
WHERE name <> excluded.name OR subject IS NOT excluded.subject OR sent_at IS NOT excluded.sent_at
    OR campaign IS NOT excluded.campaign OR sent IS NOT excluded.sent OR delivered IS NOT excluded.delivered
    OR opened IS NOT excluded.opened OR clicked IS NOT excluded.clicked
    OR bounced IS NOT excluded.bounced OR unsubscribed IS NOT excluded.unsubscribed
    OR replied IS NOT excluded.replied

-- Leads of whose mails and scenarios something is told that happened at an instant (?2) or later. CROSS JOIN keeps the
-- order of the tables: few acts are that young of all there are.
SELECT act.lead
FROM engagement AS act CROSS JOIN source ON source.id = act.source
WHERE source.workspace = ?1 AND act.at >= ?2 AND act.sent_at IS NOT NULL AND act.lead IS NOT NULL
    AND act.kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed')
UNION
SELECT act.lead
FROM engagement AS act CROSS JOIN source ON source.id = act.source
WHERE source.workspace = ?1 AND act.at >= ?2 AND act.kind = 'unsubscribed' AND act.lead IS NOT NULL
UNION
SELECT act.lead
FROM engagement AS act CROSS JOIN source ON source.id = act.source
WHERE source.workspace = ?1 AND act.at >= ?2 AND act.kind = 'email_bounced' AND act.lead IS NOT NULL
UNION
SELECT run.lead
FROM source CROSS JOIN step_run AS run ON run.source = source.id
WHERE source.workspace = ?1 AND run.at >= ?2
LIMIT ?3

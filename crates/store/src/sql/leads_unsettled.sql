-- CROSS JOIN keeps the order of the tables: few leads are unsettled of all there are.
SELECT lead_unsettled.lead
FROM lead_unsettled
CROSS JOIN lead ON lead.id = lead_unsettled.lead
CROSS JOIN source ON source.id = lead.source
WHERE source.workspace = ?
ORDER BY lead_unsettled.lead
LIMIT ?

SELECT lead.removed_at AS removed_at, lead_score.history AS history
FROM lead_score
JOIN lead ON lead.id = lead_score.lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ? AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL

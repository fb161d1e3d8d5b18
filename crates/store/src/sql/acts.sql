-- An act without its form or file is only the trace of a lead's last act, and may be told again by itself.
SELECT count(*)
FROM engagement AS act
JOIN source ON source.id = act.source
JOIN lead ON lead.id = act.lead
WHERE source.workspace = ? AND act.kind = ? AND act.at >= ? AND act.at < ? AND act.asset IS NOT NULL
    AND lead.known = 1 AND lead.excluded = 0

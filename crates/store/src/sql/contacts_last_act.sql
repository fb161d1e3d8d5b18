-- The same at the present instant, of a tool that tells a lead's last act alone.
SELECT
    count(*),
    coalesce(sum(coalesce(lead.last_activity_at, 0) >= ?3), 0),
    coalesce(sum(coalesce(lead.last_activity_at, 0) < ?4), 0)
FROM lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ?1 AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL
    AND coalesce(lead.created_at, lead.first_seen_at) < ?2
    AND (lead.removed_at IS NULL OR lead.removed_at >= ?2)
    AND lead.opted_out IS NOT 1

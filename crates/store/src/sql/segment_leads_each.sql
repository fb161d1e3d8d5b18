-- Leads in each active segment at an instant (?2), and those with an act of their own since (?3).
SELECT segment.name, count(DISTINCT lead.id), count(DISTINCT CASE WHEN EXISTS (
    SELECT 1 FROM engagement AS act
    WHERE act.lead = lead.id AND act.at >= ?3 AND act.at < ?2
        AND act.kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed')
) THEN lead.id END)
FROM segment
JOIN source ON source.id = segment.source
JOIN segment_member AS member ON member.source = segment.source AND member.segment = segment.ext_id
JOIN lead ON lead.id = member.lead
WHERE source.workspace = ?1 AND segment.active = 1 AND coalesce(member.since, 0) < ?2
    AND (member.left_at IS NULL OR member.left_at >= ?2)
    AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL
    AND (lead.removed_at IS NULL OR lead.removed_at >= ?2)
GROUP BY segment.name

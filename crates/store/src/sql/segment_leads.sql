-- Reachable leads in any active segment at an instant (?2), each once, and those with an act of their own since (?3).
SELECT count(*), coalesce(sum(EXISTS (
    SELECT 1 FROM engagement AS act
    WHERE act.lead = lead.id AND act.at >= ?3 AND act.at < ?2
        AND act.kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed')
)), 0)
FROM lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ?1 AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL
    AND coalesce(lead.created_at, lead.first_seen_at) < ?2
    AND (lead.removed_at IS NULL OR lead.removed_at >= ?2)
    AND NOT (
        lead.opted_out IS 1
        AND coalesce((
            SELECT min(act.at) FROM engagement AS act
            WHERE act.lead = lead.id AND act.kind = 'unsubscribed'
        ), 0) < ?2
    )
    AND EXISTS (
        SELECT 1
        FROM segment_member AS member
        JOIN segment ON segment.source = member.source AND segment.ext_id = member.segment
        WHERE member.lead = lead.id AND segment.active = 1 AND coalesce(member.since, 0) < ?2
            AND (member.left_at IS NULL OR member.left_at >= ?2)
    )

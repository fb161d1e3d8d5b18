-- Reachable leads at an instant (?2), those with an act of their own since (?3), and those without one since (?4).
SELECT count(*), coalesce(sum(active), 0), coalesce(sum(dormant), 0)
FROM (
    SELECT
        EXISTS (
            SELECT 1 FROM engagement AS act
            WHERE act.lead = lead.id AND act.at >= ?3 AND act.at < ?2
                AND act.kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed')
        ) AS active,
        NOT EXISTS (
            SELECT 1 FROM engagement AS act
            WHERE act.lead = lead.id AND act.at >= ?4 AND act.at < ?2
                AND act.kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed')
        ) AS dormant
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
)

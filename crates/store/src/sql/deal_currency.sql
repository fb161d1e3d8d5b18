-- The currency of most amounts of deals.
SELECT currency
FROM (
    SELECT deal.currency AS currency
    FROM deal
    JOIN source ON source.id = deal.source
    WHERE source.workspace = ?1 AND deal.removed_at IS NULL AND deal.amount_minor IS NOT NULL
    UNION ALL
    SELECT currency FROM deal_entry WHERE workspace = ?1 AND minor IS NOT NULL
)
WHERE currency IS NOT NULL
GROUP BY currency
ORDER BY count(*) DESC, currency
LIMIT 1

SELECT count(*), deal.currency, sum(deal.amount_minor)
FROM source
CROSS JOIN deal ON deal.source = source.id
WHERE source.workspace = ? AND deal.won = 1 AND deal.removed_at IS NULL AND deal.closed_at >= ? AND deal.closed_at < ?
GROUP BY CASE WHEN deal.amount_minor IS NULL THEN NULL ELSE deal.currency END

SELECT count(*), deal.currency, sum(deal.amount_minor)
FROM deal
JOIN source ON source.id = deal.source
WHERE source.workspace = ? AND deal.won = 1 AND deal.removed_at IS NULL AND deal.closed_at >= ? AND deal.closed_at < ?
GROUP BY CASE WHEN deal.amount_minor IS NULL THEN NULL ELSE deal.currency END

-- Deals won in a span, the currency of their amounts and their sum; whether there are several currencies. Putting them in
-- order by currency would take most of the time.
SELECT count(*), max(priced), sum(amount_minor), coalesce(min(priced) <> max(priced), 0)
FROM (
    SELECT deal.amount_minor, CASE WHEN deal.amount_minor IS NOT NULL THEN deal.currency END AS priced
    FROM source
    CROSS JOIN deal ON deal.source = source.id
    WHERE source.workspace = ? AND deal.won = 1 AND deal.removed_at IS NULL AND deal.closed_at >= ? AND deal.closed_at < ?
)

-- Recurring amounts of a source: how many deals have each, and how many of them recur at an instant (?2). Written with the
-- columns of the index, so that the table is not read.
SELECT
    monthly_currency, monthly_minor, count(*),
    sum(coalesce(starts_at, closed_at) <= ?2 AND (ends_at IS NULL OR ends_at > ?2))
FROM deal INDEXED BY deal_recurring
WHERE source = ?1 AND won = 1 AND removed_at IS NULL AND monthly_minor IS NOT NULL AND monthly_currency IS NOT NULL
    AND coalesce(starts_at, closed_at) IS NOT NULL
GROUP BY monthly_currency, monthly_minor

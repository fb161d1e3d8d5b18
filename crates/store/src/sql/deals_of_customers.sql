-- The recurring deals of some customers, as one JSON list.
SELECT json_group_array(json_array(
    deal.id, deal.customer, deal.monthly_minor, deal.monthly_currency, deal.recurs_from, deal.ends_at
))
FROM deal
JOIN source ON source.id = deal.source
WHERE source.workspace = ? AND deal.won = 1 AND deal.removed_at IS NULL AND deal.monthly_minor IS NOT NULL
    AND deal.monthly_currency IS NOT NULL AND deal.recurs_from IS NOT NULL AND deal.customer IN (/*row*/ ? /*row*/)

-- All deals of the customers of whom any begins or ends in a span (after ?2, up to ?3), and of some more customers (?4),
-- as one JSON list.
WITH moved AS (
    SELECT deal.id, deal.customer
    FROM source CROSS JOIN deal ON deal.source = source.id
    WHERE source.workspace = ?1 AND deal.won = 1 AND deal.removed_at IS NULL AND deal.monthly_minor IS NOT NULL
        AND deal.monthly_currency IS NOT NULL AND deal.recurs_from > ?2 AND deal.recurs_from <= ?3
    UNION
    SELECT deal.id, deal.customer
    FROM source CROSS JOIN deal ON deal.source = source.id
    WHERE source.workspace = ?1 AND deal.won = 1 AND deal.removed_at IS NULL AND deal.monthly_minor IS NOT NULL
        AND deal.monthly_currency IS NOT NULL AND deal.ends_at > ?2 AND deal.ends_at <= ?3
)
SELECT json_group_array(json_array(id, customer, monthly_minor, monthly_currency, recurs_from, ends_at))
FROM (
    SELECT deal.id, deal.customer, deal.monthly_minor, deal.monthly_currency, deal.recurs_from, deal.ends_at
    FROM (
        SELECT customer FROM moved WHERE customer IS NOT NULL
        UNION
        SELECT value FROM json_each(?4)
    ) AS moved
    CROSS JOIN deal ON deal.customer = moved.customer
    JOIN source ON source.id = deal.source
    WHERE source.workspace = ?1 AND deal.won = 1 AND deal.removed_at IS NULL AND deal.monthly_minor IS NOT NULL
        AND deal.monthly_currency IS NOT NULL AND deal.recurs_from IS NOT NULL
    UNION ALL
    SELECT deal.id, NULL, deal.monthly_minor, deal.monthly_currency, deal.recurs_from, deal.ends_at
    FROM moved
    CROSS JOIN deal ON deal.id = moved.id
    WHERE moved.customer IS NULL AND deal.recurs_from IS NOT NULL
)

-- A customer is the company of the deal's first lead, else that lead, else the deal itself.
SELECT
    deal.id,
    (
        SELECT coalesce(lead.company, 'lead ' || lead.id)
        FROM deal_lead JOIN lead ON lead.id = deal_lead.lead
        WHERE deal_lead.deal = deal.id
        ORDER BY lead.id
        LIMIT 1
    ),
    deal.monthly_minor, deal.monthly_currency, coalesce(deal.starts_at, deal.closed_at), deal.ends_at
FROM deal
JOIN source ON source.id = deal.source
WHERE source.workspace = ? AND deal.won = 1 AND deal.removed_at IS NULL AND deal.monthly_minor IS NOT NULL
    AND deal.monthly_currency IS NOT NULL AND coalesce(deal.starts_at, deal.closed_at) IS NOT NULL

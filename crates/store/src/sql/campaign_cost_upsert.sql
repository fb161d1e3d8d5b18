INSERT INTO campaign_cost (source, campaign, spent_minor, budget_minor, currency, from_day, to_day, changed_at)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, campaign) DO UPDATE SET
    spent_minor = excluded.spent_minor, budget_minor = excluded.budget_minor, currency = excluded.currency,
    from_day = excluded.from_day, to_day = excluded.to_day, changed_at = excluded.changed_at
WHERE spent_minor IS NOT excluded.spent_minor OR budget_minor IS NOT excluded.budget_minor
    OR currency IS NOT excluded.currency OR from_day IS NOT excluded.from_day
    OR to_day IS NOT excluded.to_day

INSERT INTO deal (
    id, source, ext_id, name, amount_minor, currency, monthly_minor, monthly_currency, starts_at, ends_at,
    stage, won, created_at, closed_at, modified_at, owner
)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, amount_minor = excluded.amount_minor, currency = excluded.currency,
    monthly_minor = excluded.monthly_minor, monthly_currency = excluded.monthly_currency,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    stage = excluded.stage, won = excluded.won, created_at = excluded.created_at,
    closed_at = excluded.closed_at, modified_at = excluded.modified_at, owner = excluded.owner,
    -- A deal that is shown is not deleted, or no longer.
    removed_at = NULL
WHERE name IS NOT excluded.name OR amount_minor IS NOT excluded.amount_minor
    OR currency IS NOT excluded.currency OR monthly_minor IS NOT excluded.monthly_minor
    OR monthly_currency IS NOT excluded.monthly_currency OR starts_at IS NOT excluded.starts_at
    OR ends_at IS NOT excluded.ends_at OR stage IS NOT excluded.stage OR won IS NOT excluded.won
    OR created_at IS NOT excluded.created_at OR closed_at IS NOT excluded.closed_at
    OR modified_at IS NOT excluded.modified_at OR owner IS NOT excluded.owner OR removed_at IS NOT NULL

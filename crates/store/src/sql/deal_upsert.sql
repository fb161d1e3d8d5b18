INSERT INTO deal (
    id, source, ext_id, name, amount_minor, currency, stage, won, created_at, closed_at, modified_at, owner
)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, amount_minor = excluded.amount_minor, currency = excluded.currency,
    stage = excluded.stage, won = excluded.won, created_at = excluded.created_at,
    closed_at = excluded.closed_at, modified_at = excluded.modified_at, owner = excluded.owner
WHERE name IS NOT excluded.name OR amount_minor IS NOT excluded.amount_minor
    OR currency IS NOT excluded.currency OR stage IS NOT excluded.stage OR won IS NOT excluded.won
    OR created_at IS NOT excluded.created_at OR closed_at IS NOT excluded.closed_at
    OR modified_at IS NOT excluded.modified_at OR owner IS NOT excluded.owner

INSERT INTO deal_entry (
    workspace, deal, customer, won_on, minor, currency, monthly_minor, monthly_currency, starts_on, ends_on, file, line,
    entered_at
)
VALUES /*row*/ (?, ?, ?, ?, CAST(? AS INTEGER), ?, CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (workspace, deal) DO UPDATE SET
    customer = excluded.customer, won_on = excluded.won_on, minor = excluded.minor, currency = excluded.currency,
    monthly_minor = excluded.monthly_minor, monthly_currency = excluded.monthly_currency,
    starts_on = excluded.starts_on, ends_on = excluded.ends_on, file = excluded.file, line = excluded.line,
    entered_at = excluded.entered_at

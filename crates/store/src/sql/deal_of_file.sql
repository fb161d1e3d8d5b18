SELECT line, deal, customer, won_on, CAST(minor AS TEXT), currency, CAST(monthly_minor AS TEXT), monthly_currency, starts_on, ends_on
FROM deal_entry
WHERE workspace = ? AND file = ?

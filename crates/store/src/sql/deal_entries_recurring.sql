SELECT deal, customer, monthly_minor, monthly_currency, coalesce(starts_on, won_on), ends_on
FROM deal_entry
WHERE workspace = ? AND monthly_minor IS NOT NULL AND monthly_currency IS NOT NULL AND coalesce(starts_on, won_on) IS NOT NULL

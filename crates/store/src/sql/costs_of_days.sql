-- Costs that touch some days.
SELECT first_day, last_day, minor, currency, channel, campaign
FROM cost_entry
WHERE workspace = ?1 AND first_day <= ?3 AND last_day >= ?2

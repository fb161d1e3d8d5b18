SELECT first_day, sums FROM tick_month WHERE workspace = ? AND first_day IN (SELECT value FROM json_each(?))

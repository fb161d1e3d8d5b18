SELECT first_day, sums FROM month_sum WHERE workspace = ? ORDER BY first_day

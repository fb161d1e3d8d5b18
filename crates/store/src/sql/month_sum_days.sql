SELECT first_day FROM month_sum WHERE workspace = ?

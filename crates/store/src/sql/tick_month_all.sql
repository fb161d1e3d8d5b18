SELECT first_day, sums FROM tick_month WHERE workspace = ?

SELECT sums FROM tick_month WHERE workspace = ? AND first_day < ?

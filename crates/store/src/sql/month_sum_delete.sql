DELETE FROM month_sum WHERE workspace = ? AND first_day > ? AND first_day < ?

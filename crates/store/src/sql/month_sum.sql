SELECT sums FROM month_sum WHERE workspace = ? AND first_day = ?

DELETE FROM month_sum WHERE workspace = ?

SELECT day, sums FROM tick_day WHERE workspace = ?

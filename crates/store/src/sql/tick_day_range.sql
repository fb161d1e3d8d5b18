SELECT sums FROM tick_day WHERE workspace = ? AND day >= ? AND day < ?

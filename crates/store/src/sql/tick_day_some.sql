SELECT day, sums FROM tick_day WHERE workspace = ? AND day IN (SELECT value FROM json_each(?))

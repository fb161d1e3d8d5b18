SELECT day, comebacks FROM comeback_day WHERE workspace = ? AND day IN (SELECT value FROM json_each(?))

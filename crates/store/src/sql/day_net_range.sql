SELECT day, net FROM day_net WHERE workspace = ? AND day >= ? AND day < ? ORDER BY day, rank

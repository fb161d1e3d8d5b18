SELECT rank, sum(net) FROM day_net WHERE workspace = ? AND day < ? GROUP BY rank

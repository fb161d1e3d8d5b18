SELECT rank, sum(net) FILTER (WHERE day < ?), sum(net)
FROM day_net
WHERE workspace = ? AND day < ?
GROUP BY rank

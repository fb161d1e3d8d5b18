DELETE FROM day_net
WHERE workspace = ? AND day = ? AND rank IN (SELECT DISTINCT rank FROM day_net WHERE workspace = ?)

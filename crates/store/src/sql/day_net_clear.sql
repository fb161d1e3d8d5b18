DELETE FROM day_net WHERE workspace = ?

DELETE FROM day_net WHERE workspace = ? AND day = ?

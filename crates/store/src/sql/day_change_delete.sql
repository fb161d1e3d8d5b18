DELETE FROM day_change WHERE workspace = ? AND block = ?

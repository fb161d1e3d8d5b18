DELETE FROM day_change WHERE workspace = ?

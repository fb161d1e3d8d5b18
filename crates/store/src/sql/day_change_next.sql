SELECT min(block) FROM day_change WHERE workspace = ?

SELECT min(block) FROM move_change WHERE workspace = ?

DELETE FROM move_change WHERE workspace = ? AND block = ?

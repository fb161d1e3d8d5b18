DELETE FROM move_change WHERE workspace = ?

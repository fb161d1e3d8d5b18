DELETE FROM traffic_entry WHERE workspace = ? AND file = ?

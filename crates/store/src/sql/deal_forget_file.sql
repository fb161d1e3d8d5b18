DELETE FROM deal_entry WHERE workspace = ? AND file = ?

DELETE FROM cost_entry WHERE workspace = ? AND file = ?

DELETE FROM hot_lead WHERE workspace = ? AND lead = ?

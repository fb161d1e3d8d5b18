SELECT line, first_day, last_day, CAST(visitors AS TEXT), channel FROM traffic_entry WHERE workspace = ? AND file = ?

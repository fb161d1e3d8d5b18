SELECT EXISTS (SELECT 1 FROM traffic_entry WHERE workspace = ?)

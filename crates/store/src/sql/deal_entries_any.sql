SELECT EXISTS (SELECT 1 FROM deal_entry WHERE workspace = ?)

SELECT EXISTS (SELECT 1 FROM cost_entry WHERE workspace = ?)

SELECT baseline_at FROM workspace WHERE id = ?

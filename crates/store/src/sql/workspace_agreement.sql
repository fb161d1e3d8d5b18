SELECT agreement FROM workspace WHERE id = ?

SELECT changes FROM workspace WHERE id = ?

UPDATE workspace SET changes = ? WHERE id = ?

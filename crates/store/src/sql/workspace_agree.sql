UPDATE workspace SET agreement = ? WHERE id = ?

UPDATE workspace SET agreement = NULL WHERE id = ?

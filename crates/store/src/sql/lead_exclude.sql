UPDATE lead SET excluded = ?, differs = ? WHERE id = ?

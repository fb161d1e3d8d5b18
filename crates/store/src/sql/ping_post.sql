UPDATE ping SET post = ? WHERE id = ?

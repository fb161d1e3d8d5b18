UPDATE source SET account = ? WHERE id = ?

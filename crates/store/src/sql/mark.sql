SELECT word FROM mark WHERE workspace = ? AND name = ?

DELETE FROM comeback_day WHERE workspace = ? AND day = ?

DELETE FROM tick_day WHERE workspace = ? AND day = ?

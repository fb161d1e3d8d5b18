DELETE FROM tick_part WHERE workspace = ? AND day = ? AND block = ?

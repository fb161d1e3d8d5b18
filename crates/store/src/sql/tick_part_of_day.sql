SELECT ticks FROM tick_part WHERE workspace = ? AND day = ?

SELECT day, ticks FROM tick_part WHERE workspace = ? AND block = ?

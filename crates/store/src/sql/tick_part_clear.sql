DELETE FROM tick_part WHERE workspace = ?

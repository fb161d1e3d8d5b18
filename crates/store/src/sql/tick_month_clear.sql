DELETE FROM tick_month WHERE workspace = ?

INSERT INTO traffic_entry (workspace, first_day, last_day, visitors, channel, file, line, entered_at)
VALUES /*row*/ (?, ?, ?, CAST(? AS INTEGER), ?, ?, ?, ?) /*row*/


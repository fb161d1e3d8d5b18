INSERT INTO cost_entry (
    workspace, first_day, last_day, minor, currency, channel, campaign, note, file, line, entered_at
)
VALUES /*row*/ (?, ?, ?, CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?, ?) /*row*/


INSERT INTO cost_entry (
    workspace, first_day, last_day, minor, currency, channel, campaign, note, entered_by, entered_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

SELECT line, first_day, last_day, CAST(minor AS TEXT), currency, channel, campaign, note FROM cost_entry WHERE workspace = ? AND file = ?

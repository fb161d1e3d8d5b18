DELETE FROM deal_lead WHERE deal = ? AND lead = ?

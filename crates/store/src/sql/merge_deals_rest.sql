DELETE FROM deal_lead WHERE lead = ?

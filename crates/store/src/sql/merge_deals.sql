UPDATE OR IGNORE deal_lead SET lead = ? WHERE lead = ?

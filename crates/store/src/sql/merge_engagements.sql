UPDATE engagement SET lead = ? WHERE lead = ?

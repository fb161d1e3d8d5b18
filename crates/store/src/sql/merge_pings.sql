UPDATE ping SET lead = ? WHERE lead = ?

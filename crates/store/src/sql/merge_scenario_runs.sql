UPDATE OR IGNORE scenario_run SET lead = ? WHERE lead = ?

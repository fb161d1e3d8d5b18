UPDATE step_run SET lead = ? WHERE lead = ?

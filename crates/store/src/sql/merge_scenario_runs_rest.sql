DELETE FROM scenario_run WHERE lead = ?

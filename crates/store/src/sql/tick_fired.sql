-- When automations made a step with leads.
SELECT json_group_array(json_array(run.lead, run.at))
FROM json_each(?1) AS asked
CROSS JOIN step_run AS run ON run.lead = asked.value
WHERE run.failed = 0

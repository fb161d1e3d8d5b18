-- Scenarios that leads entered, and whether they got to a last step before an instant (?2).
SELECT json_group_array(json_array(run.lead, run.entered_at, EXISTS (
    SELECT 1
    FROM step_run AS step
    JOIN automation_step AS known
        ON known.source = step.source AND known.automation = step.automation AND known.ext_id = step.step
    WHERE step.lead = run.lead AND step.automation = run.automation AND step.rotation = run.rotation
        AND step.source = run.source AND known.last = 1 AND step.failed = 0 AND step.at < ?2
)))
FROM json_each(?1) AS asked
CROSS JOIN scenario_run AS run ON run.lead = asked.value

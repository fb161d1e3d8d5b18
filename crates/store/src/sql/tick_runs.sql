-- Scenarios that leads entered, and whether they got to a last step before an instant.
SELECT run.lead, run.entered_at, EXISTS (
    SELECT 1
    FROM step_run AS step
    JOIN automation_step AS known
        ON known.source = step.source AND known.automation = step.automation AND known.ext_id = step.step
    WHERE step.lead = run.lead AND step.automation = run.automation AND step.rotation = run.rotation
        AND step.source = run.source AND known.last = 1 AND step.failed = 0 AND step.at < ?
)
FROM scenario_run AS run
WHERE run.lead IN (/*row*/ ? /*row*/)

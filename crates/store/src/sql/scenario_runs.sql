-- Leads that entered a scenario in a span, and those that reached a last step of it by the as-of.
SELECT count(*), coalesce(sum(EXISTS (
    SELECT 1
    FROM step_run AS step
    JOIN automation_step AS known
        ON known.source = step.source AND known.automation = step.automation AND known.ext_id = step.step
    WHERE step.lead = run.lead AND step.automation = run.automation AND step.rotation = run.rotation
        AND step.source = run.source AND known.last = 1 AND step.failed = 0 AND step.at < ?4
)), 0)
FROM scenario_run AS run
JOIN source ON source.id = run.source
JOIN lead ON lead.id = run.lead
WHERE source.workspace = ?1 AND run.entered_at >= ?2 AND run.entered_at < ?3 AND lead.known = 1 AND lead.excluded = 0

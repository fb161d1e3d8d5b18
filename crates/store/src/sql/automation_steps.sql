SELECT count(*)
FROM step_run AS run
JOIN source ON source.id = run.source
JOIN lead ON lead.id = run.lead
WHERE source.workspace = ? AND run.at >= ? AND run.at < ? AND run.failed = 0 AND lead.known = 1 AND lead.excluded = 0

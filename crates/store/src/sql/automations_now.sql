SELECT count(*), coalesce(sum(automation.active), 0)
FROM automation
JOIN source ON source.id = automation.source
WHERE source.workspace = ? AND automation.gone_at IS NULL

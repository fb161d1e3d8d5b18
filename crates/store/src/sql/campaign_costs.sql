SELECT cost.spent_minor, cost.currency, cost.from_day, cost.to_day, coalesce(campaign.name, cost.campaign)
FROM campaign_cost AS cost
JOIN source ON source.id = cost.source
LEFT JOIN campaign ON campaign.source = cost.source AND campaign.ext_id = cost.campaign
WHERE source.workspace = ? AND cost.spent_minor IS NOT NULL AND cost.currency IS NOT NULL AND cost.from_day IS NOT NULL

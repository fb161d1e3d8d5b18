SELECT count(*), currency, sum(minor)
FROM deal_entry
WHERE workspace = ? AND won_on >= ? AND won_on <= ?
GROUP BY CASE WHEN minor IS NULL THEN NULL ELSE currency END

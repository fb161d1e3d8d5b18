SELECT count(DISTINCT trim(lead.company))
FROM source
JOIN lead ON lead.source = source.id
WHERE source.workspace = ? AND lead.target_list = 1
    AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL AND lead.removed_at IS NULL
    AND trim(coalesce(lead.company, '')) <> ''

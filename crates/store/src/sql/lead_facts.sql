SELECT
    lead.id AS id, lead.source AS source, lead.ext_id AS ext_id, known, excluded, merged_into, presence, history, stage,
    lead.first_seen_at AS first_seen_at, fingerprint, modified_at, created_at, score, company, job_title, industry, employees,
    annual_revenue, channel, first_contact_at, last_activity_at, opted_out, target_list, link, change,
    owner.name AS owner_name
FROM lead
JOIN source ON source.id = lead.source
LEFT JOIN owner ON owner.source = lead.source AND owner.ext_id = lead.owner
WHERE lead.id = ? AND source.workspace = ? AND known = 1 AND excluded = 0 AND merged_into IS NULL AND removed_at IS NULL

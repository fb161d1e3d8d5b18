INSERT INTO lead (
    id, source, ext_id, known, excluded, merged_into, removed_at, presence, history, stage, differs,
    change, first_seen_at, changed_at, fingerprint, created_at, modified_at, score, email, name, company,
    job_title, industry, employees, annual_revenue, owner, channel, channel_detail, first_contact_at,
    last_activity_at, opted_out, target_list, link
)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (id) DO UPDATE SET
    known = excluded.known, excluded = excluded.excluded, merged_into = excluded.merged_into,
    removed_at = excluded.removed_at, presence = excluded.presence, history = excluded.history,
    stage = excluded.stage, differs = excluded.differs, change = excluded.change,
    first_seen_at = excluded.first_seen_at, changed_at = excluded.changed_at,
    fingerprint = excluded.fingerprint, created_at = excluded.created_at,
    modified_at = excluded.modified_at, score = excluded.score, email = excluded.email,
    name = excluded.name, company = excluded.company, job_title = excluded.job_title,
    industry = excluded.industry, employees = excluded.employees,
    annual_revenue = excluded.annual_revenue, owner = excluded.owner, channel = excluded.channel,
    channel_detail = excluded.channel_detail, first_contact_at = excluded.first_contact_at,
    last_activity_at = excluded.last_activity_at,
    -- A deleted lead tells it no more.
    opted_out = iif(excluded.removed_at IS NULL, excluded.opted_out, coalesce(excluded.opted_out, lead.opted_out)),
    target_list = excluded.target_list, link = excluded.link

-- Whether it wanted mail says nothing of who it was, and earlier counts of whom one could reach go on.
UPDATE lead
SET fingerprint = NULL, score = NULL, email = NULL, name = NULL, company = NULL, job_title = NULL,
    industry = NULL, employees = NULL, annual_revenue = NULL, channel_detail = NULL,
    last_activity_at = NULL, target_list = NULL, link = NULL
WHERE id IN (/*row*/ ? /*row*/)

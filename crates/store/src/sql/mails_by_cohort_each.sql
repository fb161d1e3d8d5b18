-- As `mails_by_cohort`, by the email that went out and its campaign.
SELECT
    cohort.email AS email,
    coalesce(campaign.name, email.campaign) AS campaign,
    CASE WHEN count(*) = count(cohort.sent) THEN sum(cohort.sent) END AS sent,
    CASE WHEN count(*) = count(cohort.bounced) THEN sum(cohort.bounced)
        WHEN count(*) = count(cohort.sent) AND count(*) = count(cohort.delivered)
            THEN sum(cohort.sent - cohort.delivered) END AS bounced,
    CASE WHEN count(*) = count(cohort.opened) THEN sum(cohort.opened) END AS opened,
    CASE WHEN count(*) = count(cohort.clicked) THEN sum(cohort.clicked) END AS clicked,
    CASE WHEN count(*) = count(cohort.unsubscribed) THEN sum(cohort.unsubscribed) END AS unsubscribed,
    CASE WHEN count(*) = count(cohort.replied) THEN sum(cohort.replied) END AS replied
FROM email_cohort AS cohort
LEFT JOIN email ON email.source = cohort.source AND email.ext_id = cohort.email
LEFT JOIN campaign ON campaign.source = cohort.source AND campaign.ext_id = email.campaign
WHERE cohort.source = ? AND cohort.sent_at >= ? AND cohort.sent_at < ?
GROUP BY cohort.email, coalesce(campaign.name, email.campaign)

-- A counter that is unknown of one cohort is unknown of all together.
SELECT
    count(*) AS cohorts,
    CASE WHEN count(*) = count(sent) THEN sum(sent) END AS sent,
    CASE WHEN count(*) = count(bounced) THEN sum(bounced)
        WHEN count(*) = count(sent) AND count(*) = count(delivered) THEN sum(sent - delivered) END AS bounced,
    CASE WHEN count(*) = count(opened) THEN sum(opened) END AS opened,
    CASE WHEN count(*) = count(clicked) THEN sum(clicked) END AS clicked,
    CASE WHEN count(*) = count(unsubscribed) THEN sum(unsubscribed) END AS unsubscribed,
    CASE WHEN count(*) = count(replied) THEN sum(replied) END AS replied
FROM email_cohort
WHERE source = ? AND sent_at >= ? AND sent_at < ?

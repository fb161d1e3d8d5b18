-- As `mails_by_send`, by the email that went out and its campaign.
SELECT coalesce(mail.asset, act.asset) AS email, campaign.name AS campaign, act.kind,
    count(DISTINCT coalesce(act.send, act.ext_id))
FROM engagement AS act
LEFT JOIN lead ON lead.id = act.lead
LEFT JOIN engagement AS mail ON mail.source = act.source AND mail.ext_id = act.send
LEFT JOIN email ON email.source = act.source AND email.ext_id = coalesce(mail.asset, act.asset)
LEFT JOIN campaign ON campaign.source = email.source AND campaign.ext_id = email.campaign
WHERE act.source = ? AND act.sent_at >= ? AND act.sent_at < ? AND act.at < ? AND coalesce(lead.excluded, 0) = 0
GROUP BY coalesce(mail.asset, act.asset), campaign.name, act.kind

-- Forms and downloads whose last click before them, within the window (?5), was in a mail of the span.
SELECT click.send, act.kind, act.asset
FROM engagement AS click
JOIN source ON source.id = click.source
JOIN lead ON lead.id = click.lead
JOIN engagement AS act ON act.lead = click.lead AND act.at >= click.at AND act.at <= click.at + ?5 AND act.at < ?4
WHERE source.workspace = ?1 AND click.kind = 'email_clicked' AND click.sent_at >= ?2 AND click.sent_at < ?3
    AND click.at < ?4 AND click.send IS NOT NULL AND lead.excluded = 0
    AND act.kind IN ('form_submitted', 'downloaded') AND act.asset IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM engagement AS later
        WHERE later.lead = click.lead AND later.kind = 'email_clicked' AND later.at > click.at AND later.at <= act.at
    )

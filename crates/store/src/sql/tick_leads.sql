-- Leads of a JSON list (?1), with their scores and with what they add to the counts as it is stored. Like the lists of acts
-- and the others it comes as one JSON list: a row for each would cost more than all the rest.
SELECT json_group_array(json_array(
    lead.id, lead.source, lead.known, lead.excluded, lead.merged_into IS NOT NULL,
    coalesce(lead.created_at, lead.first_seen_at), lead.removed_at, lead.opted_out IS 1,
    hex(lead_score.history), hex(lead_ticks.ticks)
))
FROM json_each(?1) AS asked
CROSS JOIN lead ON lead.id = asked.value
LEFT JOIN lead_score ON lead_score.lead = lead.id
LEFT JOIN lead_ticks ON lead_ticks.lead = lead.id

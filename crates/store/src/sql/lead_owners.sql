SELECT lead.id, coalesce(owner.name, lead.owner)
FROM lead
LEFT JOIN owner ON owner.source = lead.source AND owner.ext_id = lead.owner
WHERE lead.id IN (/*row*/ ? /*row*/)

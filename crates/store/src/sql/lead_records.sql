SELECT lead.id, lead.company, coalesce(owner.name, lead.owner), lead.link
FROM lead
LEFT JOIN owner ON owner.source = lead.source AND owner.ext_id = lead.owner
WHERE lead.id IN (/*row*/ ? /*row*/)

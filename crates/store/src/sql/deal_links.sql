SELECT deal.ext_id AS ext_id, deal.id AS id, deal_lead.lead AS lead
FROM deal
LEFT JOIN deal_lead ON deal_lead.deal = deal.id
WHERE deal.source = ? AND deal.ext_id IN (/*row*/ ? /*row*/)

SELECT id, channel_detail
FROM lead
WHERE id IN (/*row*/ ? /*row*/)

SELECT id, channel
FROM lead
WHERE id IN (/*row*/ ? /*row*/)

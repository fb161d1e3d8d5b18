SELECT source, presence, history, id
FROM lead
WHERE known = 1 AND excluded = 0 AND merged_into IS NULL AND id IN (/*row*/ ? /*row*/)

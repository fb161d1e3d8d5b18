SELECT ext_id, id, merged_into, removed_at
FROM lead
WHERE source = ? AND ext_id IN (/*row*/ ? /*row*/)

SELECT id, source, known, excluded, merged_into IS NOT NULL, coalesce(created_at, first_seen_at), removed_at, opted_out IS 1
FROM lead
WHERE id IN (/*row*/ ? /*row*/)

SELECT lines
FROM post_edit
WHERE post = ? AND id <= ?
ORDER BY id

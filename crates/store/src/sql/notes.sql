SELECT id, date, text, author, created_at
FROM note
WHERE workspace = ? AND date BETWEEN ? AND ?
ORDER BY date DESC, id DESC
LIMIT ?
-- Posts that owe an edit, each with its newest one.
SELECT post_edit.post, max(post_edit.id), max(post_edit.attempts)
FROM post_edit
JOIN post ON post.id = post_edit.post
WHERE post.workspace = ? AND post.state = 'sent' AND post_edit.state = 'owed'
GROUP BY post_edit.post
HAVING max(ifnull(post_edit.retry_at, 0)) <= ?
ORDER BY post_edit.post

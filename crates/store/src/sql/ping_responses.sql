SELECT post.sent_at AS sent_at, ping.claimed_at AS claimed_at
FROM ping JOIN post ON post.id = ping.post
WHERE ping.workspace = ? AND post.sent_at >= ? AND post.sent_at < ?
    AND ping.gone IS NOT 'unsaid'
ORDER BY post.sent_at, ping.id

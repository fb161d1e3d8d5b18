UPDATE post_attempt SET outcome = ? WHERE post = ? AND attempt = ?

UPDATE alert SET worst = ? WHERE id = ? AND over_at IS NULL

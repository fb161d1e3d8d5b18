UPDATE alert SET over_at = ? WHERE id = ? AND over_at IS NULL

UPDATE workspace SET baseline_at = ? WHERE id = ? AND baseline_at IS NULL

UPDATE deal SET removed_at = ? WHERE source = ? AND ext_id = ? AND removed_at IS NOT ?

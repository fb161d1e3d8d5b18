UPDATE automation SET seen_at = ? WHERE source = ? AND ext_id = ?

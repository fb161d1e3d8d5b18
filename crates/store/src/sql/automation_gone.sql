UPDATE automation SET gone_at = ? WHERE source = ? AND gone_at IS NULL AND seen_at < ?

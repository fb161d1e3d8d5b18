UPDATE segment_member SET left_at = ? WHERE source = ? AND left_at IS NULL AND seen < ?

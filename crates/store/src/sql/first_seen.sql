SELECT min(first_seen_at) FROM source WHERE workspace = ?

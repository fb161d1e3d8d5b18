SELECT min(lead.first_seen_at) FROM lead JOIN source ON source.id = lead.source WHERE source.workspace = ?

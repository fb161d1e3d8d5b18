SELECT id FROM source WHERE workspace = ? AND tool = ? AND account = ?

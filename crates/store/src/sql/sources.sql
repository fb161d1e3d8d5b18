SELECT id, tool, account FROM source WHERE workspace = ? ORDER BY id

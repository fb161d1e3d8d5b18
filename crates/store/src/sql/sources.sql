SELECT id, tool FROM source WHERE workspace = ? ORDER BY id

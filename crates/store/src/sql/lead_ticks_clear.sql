DELETE FROM lead_ticks
WHERE lead IN (SELECT lead.id FROM lead JOIN source ON source.id = lead.source WHERE source.workspace = ?)

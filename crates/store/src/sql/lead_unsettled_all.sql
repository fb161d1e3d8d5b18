INSERT INTO lead_unsettled (lead)
SELECT lead.id FROM lead JOIN source ON source.id = lead.source WHERE source.workspace = ?
ON CONFLICT DO NOTHING

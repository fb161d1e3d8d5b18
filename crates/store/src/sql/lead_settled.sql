DELETE FROM lead_unsettled WHERE lead IN (SELECT value FROM json_each(?))

INSERT INTO lead_score (lead, told, history)
VALUES /*row*/ (?, ?, ?) /*row*/
ON CONFLICT (lead) DO UPDATE SET told = excluded.told, history = excluded.history

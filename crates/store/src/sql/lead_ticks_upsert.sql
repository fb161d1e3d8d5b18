INSERT INTO lead_ticks (lead, ticks)
VALUES /*row*/ (?, ?) /*row*/
ON CONFLICT (lead) DO UPDATE SET ticks = excluded.ticks

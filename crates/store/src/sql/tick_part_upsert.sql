INSERT INTO tick_part (workspace, day, block, ticks)
VALUES /*row*/ (?, ?, ?, ?) /*row*/
ON CONFLICT (workspace, day, block) DO UPDATE SET ticks = excluded.ticks

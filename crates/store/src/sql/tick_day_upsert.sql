INSERT INTO tick_day (workspace, day, sums)
VALUES /*row*/ (?, ?, ?) /*row*/
ON CONFLICT (workspace, day) DO UPDATE SET sums = excluded.sums

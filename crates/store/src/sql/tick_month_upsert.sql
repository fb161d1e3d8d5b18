INSERT INTO tick_month (workspace, first_day, sums)
VALUES /*row*/ (?, ?, ?) /*row*/
ON CONFLICT (workspace, first_day) DO UPDATE SET sums = excluded.sums

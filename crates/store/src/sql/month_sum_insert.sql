INSERT INTO month_sum (workspace, first_day, sums)
VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET sums = excluded.sums

INSERT INTO comeback_day (workspace, day, comebacks)
VALUES /*row*/ (?, ?, ?) /*row*/
ON CONFLICT (workspace, day) DO UPDATE SET comebacks = excluded.comebacks

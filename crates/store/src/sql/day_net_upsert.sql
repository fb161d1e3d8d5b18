INSERT INTO day_net (workspace, rank, day, net)
VALUES /*row*/ (?, ?, ?, ?) /*row*/
ON CONFLICT (workspace, rank, day) DO UPDATE SET net = excluded.net

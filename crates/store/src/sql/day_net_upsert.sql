INSERT INTO day_net (workspace, day, rank, net)
VALUES /*row*/ (?, ?, ?, ?) /*row*/
ON CONFLICT (workspace, day, rank) DO UPDATE SET net = excluded.net

INSERT INTO day_change (workspace, block, changes)
VALUES /*row*/ (?, ?, ?) /*row*/

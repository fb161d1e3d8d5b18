INSERT INTO move_change (workspace, block, changes)
VALUES /*row*/ (?, ?, ?) /*row*/

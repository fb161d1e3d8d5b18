SELECT block, changes FROM move_change WHERE workspace = ? AND block BETWEEN ? AND ?

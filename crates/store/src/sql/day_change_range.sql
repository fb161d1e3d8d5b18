SELECT changes FROM day_change WHERE workspace = ? AND block BETWEEN ? AND ?

# 図の中の言葉。短く。

chart-before = （{ $value }）
chart-before-sign = { $label }（カッコ内）
chart-step = ↓ { $rate }
chart-more = ほか{ $count }チャネル
chart-nothing = 表示できる数字がありません
chart-open = 途中
chart-maturing = 育成途中
chart-missing = データなし
chart-goal = 目標 { $value }
chart-goals = 目標
chart-goal-share = 目標（営業日割り）
chart-band = 平常の幅 { $low }–{ $high }
chart-actual = 実績
chart-pace = 目標ペース
chart-landing = 着地見込み（80%の幅）
chart-lands = 着地 { $value }
chart-range = { $low }–{ $high }

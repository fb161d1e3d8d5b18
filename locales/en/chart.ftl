# Words inside pictures. Short.

chart-before = ({ $value })
chart-before-sign = { $label } (in brackets)
chart-step = ↓ { $rate }
chart-more = { $count ->
    [one] and one more channel
   *[other] and { $count } more channels
}
chart-nothing = There is no number to show
chart-open = so far
chart-maturing = maturing
chart-missing = not available
chart-goal = goal { $value }
chart-goals = goal
chart-goal-share = goal (share by business days)
chart-band = normal { $low }–{ $high }
chart-actual = so far
chart-pace = pace to the goal
chart-landing = expected landing (80%)
chart-lands = lands { $value }
chart-range = { $low }–{ $high }

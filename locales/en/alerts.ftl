# Alerts, and what would have been one.

alert-sync = 🔔 Reading { $tool } has failed since { $since } ({ $streams })
alert-sync-do = The numbers stand still at that time. `/status` says why
alert-sync-over = ✅ { $tool } can be read again
alert-unsubscribes = 🔔 Unsubscribe rate of { $week }'s mails above { $limit }: { $rate }
alert-unsubscribes-do = Look at whom you write to and how often. The mails' numbers: `/kpi email`
alert-unsubscribes-over = ✅ Unsubscribe rate of { $week }'s mails back at { $limit } or less: { $rate }
alert-goal = 🔔 A goal is off its pace: { $goal }
alert-goal-do = Attainment and landing: `/goal show`
alert-goal-over = ✅ A goal is back on pace: { $goal }
alert-goal-closed = 🔔 The period is over, and this is the goal's result: { $goal }
alert-goal-gone = 🔔 { $kpi } ({ $period }) is no goal any more, so there will be no news of its pace
alert-odd-week = 🔔 { $week } is out of the ordinary: { $name } { $value }, { $side } (normal { $low }–{ $high })
alert-odd-do = What moved: `/kpi show kpi:{ $kpi } by:channel`. If you know why, leave a `/note add`
alert-odd-over = ✅ Back to normal: { $name } { $value } in { $week } (normal { $low }–{ $high })
alert-once = While it lasts you will not hear of it again; once it is over, you will
alert-lasted = It lasted { $lasted }, since { $since }
alert-peak = peaked at { $value }
alert-trough = lowest pace { $value }

alerts-title = 🔔 Over the last { $weeks ->
    [one] week
   *[other] { $weeks } weeks
}: { $count ->
    [one] one alert
   *[other] { $count } alerts
} would have been raised
alerts-watched = Watched: { $names }, and the goals in force at the end of each week
alerts-how = Each week is compared with earlier ones of as many business days; a run counts once. Failed reads leave no history to look at
alerts-off = Nothing is posted yet. To begin, set enabled = true under [alerts] in the team's file
alerts-on = Alerts are on
alert-odd = • { $weeks } { $name } `{ $value }` { $side } (normal { $low }–{ $high })
alert-limit = • { $weeks } { $name } peaked at `{ $value }` (limit { $limit })
alert-pace = • { $weeks } goal { $name } ({ $period }) lowest pace `{ $value }` (limit { $limit })
alert-high = high
alert-low = low

# The funnel: the answer to /kpi funnel and the same parts inside posts.

funnel-title = 📐 Funnel { $period }: { $verdict }
funnel-no-data = 📐 No data for { $period } yet (data as of { $at })
funnel-no-data-hint = Ask for a period that the data reaches, such as `/kpi funnel period:last-week`

frame = { $period } ({ $span }, { $zone })
frame-open = { $period } ({ $span }, still open, { $zone })
frame-no-data = { $period } ({ $span }, no data yet, { $zone })
frame-bare = { $period } ({ $zone })
frame-compared = compared with { $span }
frame-as-of = data as of { $at }
basis-period = period basis
basis-cohort = cohort basis, { $days } days
basis-cohort-unlimited = cohort basis, no limit

verdict-up = { $stage } rose to { $count } from { $before } the { $label }
verdict-down = { $stage } fell to { $count } from { $before } the { $label }
verdict-level = { $stage } at { $count } ({ $before } the { $label }, no clear change)
verdict-alone = { $stage } at { $count }
verdict-no-data = no data yet
verdict-still = nothing moved

entered-title = **New in each stage** ({ $label } in brackets)
entered-title-alone = **New in each stage**
entered-row = { $figure } { $stage } ({ $before }, { $change })
entered-row-from-zero = { $figure } { $stage } ({ $before })
entered-row-alone = { $figure } { $stage }
entered-returned = { $row }, { $count } returned

conversion-title-period = **Conversion** (of these counts)
conversion-title-cohort = **Conversion** (share that moved on within { $days } days)
conversion-title-cohort-unlimited = **Conversion** (share that has moved on so far)
conversion-all-unclear = { $title } against the { $label }: no clear change
conversion-compared = { $title } against the { $label }
conversion-maturing = ⏳ still maturing, can be judged on { $date }
conversion-row = { $figure }{ $base } { $from }→{ $to }
conversion-of = { $from }→{ $to } { $rate }
conversion-up = { $row } | up from { $before }
conversion-down = { $row } | down from { $before }
conversion-unclear = { $row } | was { $before }, no clear change
conversion-beside = { $row } | was { $before }
conversion-beside-maturing = { $row } | was { $before }, still maturing

stock-title = **Stock** (end of period, change)
stock-title-open = **Stock** (as of the data, change)
stock-row = { $figure } { $stage } ({ $delta }): { $flows }
stock-row-still = { $figure } { $stage } ({ $delta })
flow-in = { $count } in
flow-forward = { $count } forward
flow-back = { $count } back
flow-exit = { $count } left
flow-removed = { $count } deleted
stock-line = Stock and change: { $stages }
stock-of = { $stage } { $stock } ({ $delta })

time-title = **Time in stage** (median / p90, leads)
time-of = { $stage } { $median } / { $slowest } ({ $count })
time-none = { $stage } —
velocity-title = **To the next stage** (median, leads)
velocity-of = { $from }→{ $to } { $median } ({ $count })
velocity-none = { $from }→{ $to } —
cycle = { $from } to { $to } { $median } ({ $count })
cycle-before = { $row } | { $label } { $median } ({ $count })

# A number split, and why it moved.

by-title = **{ $by }** ({ $label } in brackets)
by-title-alone = **{ $by }**
by-channel = By channel
by-owner = By owner
by-unknown = unknown
by-others = { $count ->
    [one] one other
   *[other] { $count } others together
}
by-none = No leads to split
by-base = , { $base }
by-cost = { $spent } / { $count ->
    [one] one lead
   *[other] { $count } leads
}

why-title = **Why it moved** ({ $stage } { $before }→{ $now }, { $change })
why-parts = volume { $volume } | rate { $from }→{ $to } { $rate } | mix { $mix }
why-parts-first = volume { $volume } | mix { $mix }
why-largest = Largest: { $largest }
why-one = { $name } { $change } ({ $before }→{ $now } of { $from } { $entered_before }→{ $entered_now })
why-one-first = { $name } { $change } ({ $before }→{ $now })
why-line = Why: { $stage } { $before }→{ $now } = volume { $volume } | rate { $rate } | mix { $mix } ({ $largest })
why-still = No channel changed

error-kpi-whole = ⚠ "{ $kpi }" cannot be split. Arrivals, stock, conversion, times and cost per stage can
error-cost-by-owner = ⚠ Costs have no owner (by:channel splits them)

cmd-kpi-show-opt-by = by
cmd-kpi-show-opt-by-desc = Split by channel or owner, with why it moved
cmd-kpi-show-opt-by-channel = Channel
cmd-kpi-show-opt-by-owner = Owner
restated-here = Restated ({ $at }): { $stage } { $was }→{ $is }

history-none = 🧾 { $name }: nothing has been posted yet
history-same = 🧾 { $name }: { $count ->
    [one] the one number posted is still the same
   *[other] all { $count } numbers posted are still the same
}
history-changed = 🧾 { $name }: { $changed } of { $count ->
    [one] one number posted is different now
   *[other] { $count } numbers posted are different now
}
history-row = { $figure } { $span } ({ $post }, posted { $at })
history-row-same = { $row } =
history-row-changed = { $row } → now **{ $now }** ({ $difference })
history-row-gone = { $row } → now — (the stage is gone)
history-more = { $count } more
error-kpi-unclaimed = ⚠ Posts keep no record of "{ $kpi }"

cmd-kpi-history = history
cmd-kpi-history-desc = Numbers as they were posted beside what they are now
cmd-kpi-history-opt-kpi = kpi
cmd-kpi-history-opt-kpi-desc = The KPI's id (entered, returned, stock or delta)
cmd-kpi-history-opt-period = period
cmd-kpi-history-opt-period-desc = Only posts about periods in it (the newest if left out)

definition-version = definition v{ $version } since { $at }
redefined = The definition changed ({ $at }, now v{ $version }: { $what })
redefined-same = { $head }. Arrivals of this period are the same under both
redefined-counts = { $head }. Arrivals of this period: { $counts }
redefined-of = { $stage } { $was } before, { $is } now
term-stages = list of stages
term-mapping = mapping of stages
term-window = conversion window
term-zone = time zone
term-excluded = test domains

# A number split, and why it moved.

by-title = **{ $by }** ({ $label } in brackets)
by-title-alone = **{ $by }**
by-channel = By channel
by-owner = By owner
by-segment = By segment
by-campaign = By campaign
by-method = By method
by-missing = — ({ $reason })
by-more = { $count ->
    [one] one more
   *[other] { $count } more
}
by-note-segment = -# As of the data; who is in several segments counts in each, so the parts do not add up
by-note-campaign = -# The campaign of the first visit (HubSpot: original source drill-down 1, Mautic: utm_campaign)
by-note-method = -# Methods reacted to so far; who reacted to several counts in each, so the parts do not add up
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
why-one-short = { $name } { $before }→{ $now }
why-line = Why: { $stage } { $before }→{ $now } = volume { $volume } | rate { $rate } | mix { $mix } ({ $largest })
why-still = No channel changed

error-kpi-whole = ⚠ "{ $kpi }" cannot be split. Arrivals, stock, conversion, times, cost per stage, mails and segments can
error-kpi-by = ⚠ "{ $kpi }" cannot be split by { $by }

cmd-kpi-show-opt-by = by
cmd-kpi-show-opt-by-desc = Split by channel, segment, campaign, owner or method, with why it moved
cmd-kpi-show-opt-by-channel = Channel
cmd-kpi-show-opt-by-owner = Owner
restated-here = Restated ({ $at }): { $stage }: { $numbers }
cmd-kpi-show-opt-by-segment = Segment
cmd-kpi-show-opt-by-campaign = Campaign
cmd-kpi-show-opt-by-method = Method

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

records-title = 🔎 { $name } ({ $period }): { $count ->
    [one] one lead
   *[other] { $count } leads
}
records-row = • { $at } { $company } (owner { $owner })
error-kpi-no-records = ⚠ There are no leads to list behind "{ $kpi }"
cmd-kpi-records = records
cmd-kpi-records-desc = The leads behind a number (for who may manage the server)
cmd-kpi-records-opt-kpi = kpi
cmd-kpi-records-opt-kpi-desc = The KPI (entered, returned, stock, conversion, cohort, velocity)
cmd-kpi-records-opt-from = from
cmd-kpi-records-opt-from-desc = The place of the first lead to show, for the next page (1 if left out)
records-more = { $count } more (go on with from:{ $next })
error-records-from = ⚠ from is a place in the list, such as 1 or 21
cmd-kpi-records-opt-period = period
cmd-kpi-records-opt-period-desc = Such as last-week, this-month, 2026-10 (this month if left out)

error-kpi-unwatched = ⚠ "{ $kpi }" is no count or rate of a week
error-weeks = ⚠ weeks is between 1 and { $most }
cmd-alerts = alerts
cmd-alerts-desc = Numbers that are out of the ordinary
cmd-alerts-simulate = simulate
cmd-alerts-simulate-desc = What would have been raised over past weeks
cmd-alerts-simulate-opt-kpi = kpi
cmd-alerts-simulate-opt-kpi-desc = The KPI's id (arrivals at each stage if left out)
cmd-alerts-simulate-opt-weeks = weeks
cmd-alerts-simulate-opt-weeks-desc = How many weeks back (52 if left out)

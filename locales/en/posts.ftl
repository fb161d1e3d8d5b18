# Weekly, biweekly and monthly posts

weekly-title = 📊 Weekly { $span }: { $verdict }
biweekly-title = 🔁 Review { $span }: { $verdict }
monthly-title = 🗓️ Monthly { $period }: { $verdict }

# Notices at the very beginning: what is late, a preview or a test says so in its first line.
mark-late = ⏱ { $by } late ({ $cause })
mark-stale = ⚠ data only to { $at }
mark-preview = 👁 Preview (not posted)
mark-test = 🧪 Test post
mark-preliminary = preliminary (settles { $date })
cause-sync = waiting for data
cause-down = the bot was down
cause-delivery = delivery was retried

no-data-line = The data does not reach this period yet, so there are no numbers
quiet-line = No lead changed stage. Checked: { $stages }
restated = Restated: { $stage } of { $span }: { $numbers }
restated-number = { $name } { $was }→{ $is }
restated-more = { $count ->
    [one] +{ $count } more restated number
   *[other] +{ $count } more restated numbers
}
restated-only = { $count ->
    [one] { $count } restated number (the post concerned says which)
   *[other] { $count } restated numbers (the posts concerned say which)
}
restated-entered = new
restated-returned = returned
restated-stock = stock
restated-delta = change
restated-back = back
restated-exit = left
restated-removed = deleted
restated-conversion = conversion from { $from }
next-post = Next: { $at }

moved-title = **What moved**
moved-most-up = Grew most: { $stage } { $delta } ({ $from }→{ $to })
moved-most-down = Shrank most: { $stage } { $delta } ({ $from }→{ $to })
moved-back = Back: { $stages }
moved-exit = Left: { $stages }
moved-removed = Deleted: { $stages }
moved-returned = Returned: { $stages }
moved-of = { $stage } { $count }
moved-of-before = { $stage } { $count } ({ $before })

response-title = **Hot-lead pings**
response-title-before = **Hot-lead pings** ({ $label } in brackets)
response-none = No pings were sent
response-sent = { $figure } sent
response-sent-before = { $figure } sent ({ $before })
response-claimed = { $figure } claimed, { $rate }
response-claimed-before = { $figure } claimed, { $rate } | was { $before }
response-open = { $figure } unclaimed
response-open-oldest = { $figure } unclaimed (longest { $longest })
response-times = Time to claim in business hours: median { $median }, 90th percentile { $slowest }
response-times-before = Time to claim in business hours: median { $median } ({ $before } the { $label }), 90th percentile { $slowest }
response-line-before = Hot-lead pings: { $sent } sent ({ $label } { $before }), claimed { $rate }
response-line = Hot-lead pings: { $sent } sent, claimed { $rate }
response-line-median = { $line }, median { $median } in business hours
response-line-none = Hot-lead pings: none
precision = Accepted { $rate }, { $rejected } rejected
verdict-response = { $claimed } of { $sent } pings claimed (median { $median } in business hours)
verdict-response-none = { $sent ->
    [one] { $sent } ping, unclaimed so far
   *[other] { $sent } pings, none claimed so far
}

handover-title = **Hand-off quality** ({ $label } in brackets)
handover-title-alone = **Hand-off quality**
handover-still = No lead went back, left or returned
pace-title = **Time in stage** (median; { $label } in brackets)
pace-title-alone = **Time in stage** (median)
pace-of = { $stage } { $median } ({ $before })
pace-of-alone = { $stage } { $median }
short-title = **The funnel in short** (new in each stage; { $label } in brackets)
short-title-alone = **The funnel in short** (new in each stage)
short-of = { $stage } { $count } ({ $before })
short-of-alone = { $stage } { $count }
hygiene-title = **State of the list**
hygiene-opted-out = { $count } unsubscribed
hygiene-opted-out-before = { $count } unsubscribed ({ $before } the { $label })
hygiene-opted-out-unknown = Unsubscribed: — (not read from the tool)
hygiene-unmapped = { $kinds ->
    [one] { $kinds } unmapped stage
   *[other] { $kinds } unmapped stages
} with { $leads ->
    [one] { $leads } lead
   *[other] { $leads } leads
}
hygiene-broken = { $count ->
    [one] { $count } unreadable record
   *[other] { $count } unreadable records
}
hygiene-clean = Nothing to fix

cohort-title = **Mature cohort { $period }** (within { $days } days)
cohort-title-unlimited = **Cohort { $period }** (share that has moved on so far)
cohort-none = **Cohorts**: no month can be judged yet
cohort-none-until = **Cohorts**: the first month can be judged on { $date }
verdict-rate-up = { $from }→{ $to } conversion rose to { $rate } (cohort { $period })
verdict-rate-down = { $from }→{ $to } conversion fell to { $rate } (cohort { $period })

decide-title = **To decide**
decide-title-talk = **To talk about**
decide-failing = The { $stream } stream has been failing since { $since }. Who fixes it?
decide-pings = { $count ->
    [one] { $count } hot lead is unclaimed
   *[other] { $count } hot leads are unclaimed
} (longest { $longest }). Who takes over?
decide-unmapped = Stage "{ $name }" ({ $leads ->
    [one] { $leads } lead
   *[other] { $leads } leads
}) is not mapped. Where does it belong?
decide-unmapped-more = Stage "{ $name }" ({ $leads ->
    [one] { $leads } lead
   *[other] { $leads } leads
}) and { $more ->
    [one] { $more } other
   *[other] { $more } others
} are not mapped. Where do they belong?
decide-slow = Median time in { $stage } grew to { $now } ({ $label } { $before }). Where does it stall?

footer-as-of = data as of { $at } { $zone }
footer-unmapped = { $kinds ->
    [one] { $kinds } unmapped stage
   *[other] { $kinds } unmapped stages
} ({ $leads ->
    [one] { $leads } lead
   *[other] { $leads } leads
})
footer-broken = { $count ->
    [one] { $count } unreadable record
   *[other] { $count } unreadable records
}
footer-unavailable = not available: { $streams }
footer-failing = failing: { $streams }
lack-tool = { $stream } (not read from { $tool })
lack-scope = { $stream } (no permission { $scope })

companies-title = **Companies that moved**
companies-title-target = **Companies that moved** ({ $count } on the target list)
companies-active = + { $count } newly active after { $days } quiet days: { $names }
companies-quiet = − { $count } gone quiet for { $days } days: { $names }
companies-more = { $count } more
companies-still = Companies that moved: none became active or went quiet for { $days } days
companies-later = Companies that moved: told from { $from } on (acts before are not complete)
companies-counted = Companies that moved: { $active } newly active, { $quiet } gone quiet

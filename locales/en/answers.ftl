# /status, /help and errors

post-weekly = weekly summary
post-biweekly = biweekly review
post-monthly = monthly retrospective
post-ping = hot-lead ping

status-fresh = 🟢 The data is fresh (as of { $at } { $zone })
status-behind = 🟡 The data is behind (as of { $at } { $zone })
status-never = 🔴 Nothing has been pulled yet
status-attention = 🟡 The data is fresh, but some things need a look (as of { $at } { $zone })
status-streams = **Streams**
status-stream-fresh = 🟢 { $stream } { $time }
status-stream-behind = 🟡 { $stream } behind { $time }
status-stream-never = 🔴 { $stream } never pulled
status-stream-unavailable = ⚪ { $streams }
status-failures = **Last errors**
status-failure = • { $stream } { $time }: { $why }
status-missed = **Messages that did not arrive**
status-missed-retried = • { $post }, due { $due }: { $cause } (next try { $retry })
status-missed-given-up = • { $post }, due { $due }: { $cause } (not tried again)
status-missed-skipped = • { $post }, due { $due }, skipped: { $cause }
status-unmapped = **Unmapped stages** (add them under `[mapping]` in `funnelbot.toml`)
status-unmapped-row = • "{ $name }" (value { $raw }): { $leads ->
    [one] { $leads } lead
   *[other] { $leads } leads
}
status-differing = **Leads whose present stage differs from their history** (the history counts)
status-differing-row = • ID { $lead }: now { $now }, history { $history }
status-broken = **Unreadable records**: { $count }
status-broken-row = • { $stream } ID { $id }: { $why }
status-refused-kpis = **KPIs in `funnelbot.toml` that cannot be used** (the others go on)
status-refused-kpi-row = • { $why }
status-next = **Next posts**
status-next-row = • { $post } { $time }
status-next-none = • none is scheduled
status-more = • { $count } more
status-empty-value = none

# What stood in a message's way, and how to mend it
setback-token = Discord refuses the bot's token. Copy the present one from the Developer Portal into `DISCORD_TOKEN`
setback-denied = the bot may not write in { $channel }. Check the channel's ID in `funnelbot.toml`, and give the bot View Channel, Send Messages, Embed Links and Read Message History there (`funnelbot check` shows which one is missing)
setback-throttled = Discord asks the bot to wait; nothing to mend
setback-unreachable = Discord does not answer. If this lasts, check the network of the bot's machine and discordstatus.com
setback-refused = Discord did not take the message ({ $why }). `/report post` makes a report anew
setback-unreadable = the stored message cannot be read ({ $why }). `/report post` makes a report anew
setback-too-late = it would have come later than the schedule's `max_lateness`. `/report post` posts it all the same
setback-superseded = the next one came due before the bot could post. Keep `funnelbot run` running
setback-no-channel = no channel is set for it. Set `DISCORD_CHANNEL`, or `[channels]` in `funnelbot.toml`
setback-nothing-polled = nothing had been pulled yet. `/report post` posts it once the streams above are there

help-title = 📐 What funnelbot can do
help-row = **{ $what }** { $commands }
help-command = `/{ $command }`
help-command-localized = `/{ $command }` ({ $name })
help-periods = **How to write a period**
help-period-list = { $forms }
help-numbers = What a command does and takes is shown while you type it. A rate carries its counts; a difference that proves nothing reads "no clear change".

error-nearest = Did you mean `{ $nearest }`?
error-accepted = Accepted: { $forms }
error-internal = ⚠ That failed on our side. Please give your administrator the reference `{ $reference }`
error-unknown-period = ⚠ "{ $typed }" is not a period I understand
error-no-such-date = ⚠ There is no such date or week as "{ $typed }"
error-year-outside = ⚠ The year of "{ $typed }" is out of range
error-days-outside = ⚠ The number of days in "{ $typed }" is out of range
error-period-reversed = ⚠ "{ $typed }" ends before it begins
error-unknown-stage = ⚠ There is no stage "{ $typed }"
error-unknown-command = ⚠ There is no command "{ $typed }"
error-unknown-option = ⚠ There is no option "{ $option }"
error-unknown-choice = ⚠ { $option } cannot be "{ $typed }"
error-option-twice = ⚠ { $option } is given twice
error-option-missing = ⚠ { $option } is missing
error-not-a-number = ⚠ { $option } must be a whole number, not "{ $typed }"
error-stray-word = ⚠ I cannot tell which option "{ $typed }" belongs to
error-open-quote = ⚠ A quotation mark is never closed ("{ $typed }")
error-not-permitted = ⚠ /{ $command } is for people who may manage the server
error-nothing-yet = ⚠ There is no data yet. Numbers come with the first sync (see /status)
error-wrong-server = ⚠ This does not work in this server
error-no-channel = ⚠ No channel is set for reports (channels in funnelbot.toml)
error-unknown-button = ⚠ This button no longer works

button-share = Share to channel
button-read = 🌐 { $languages }
question-too-old = ⚠ This button is too old: answers are remembered for eight weeks. Ask again, and the new answer has its own buttons
question-already-shared = This answer has already been shared

report-owed = The { $post } is on its way to { $channel }

# Notes: the answers to /note, the words of the commands, the errors.

note-added = 📝 Note kept: { $date } { $text }
note-line = Notes: { $notes }
note-list-title = 📝 { $count ->
    [one] { $count } note
   *[other] { $count } notes
} ({ $period })
note-list-none = 📝 There are no notes about { $period }
note-list-hint = Leave one: `/note add text:"Trade fair" date:2026-11-05`
note-row = • { $date } { $text }
note-more = { $count } more

error-note-empty = ⚠ The note has no text
error-note-long = ⚠ A note has up to { $most } characters, not { $count }
error-note-date = ⚠ A note is about one date, not "{ $typed }"

cmd-note = note
cmd-note-desc = Notes beside the numbers
cmd-note-add = add
cmd-note-add-desc = Leave a dated note: a trade fair, an outage, a new price
cmd-note-add-opt-text = text
cmd-note-add-opt-text-desc = What happened (up to 200 characters, no personal data please)
cmd-note-add-opt-date = date
cmd-note-add-opt-date-desc = 2026-11-05, yesterday … (today if left out)
cmd-note-list = list
cmd-note-list-desc = The notes about a period
cmd-note-list-opt-period = period
cmd-note-list-opt-period-desc = last-month, last-90d … (this month if left out)

# Hot-lead pings and the list of hot leads

hot-title = 🔥 Hot lead: { $lead } (owner: { $owner })
hot-owner-none = nobody yet
hot-company-none = company unknown
hot-employees = { $count ->
    [one] { $count } employee
   *[other] { $count } employees
}
hot-why = **Why now** (rule { $rule })
hot-reason = • { $reason }
hot-do = **Next step**: { $action }
hot-stage = Stage now: { $stage }
hot-private = Name and contact are in the tool

brief-score = score { $score }
brief-revenue = revenue { $revenue }
brief-first-contact = first contact { $date }
why-score = score { $score } (threshold { $threshold })
why-employees = { $employees } employees (at least { $threshold })
why-employees-below = { $employees } employees (under { $threshold })
why-revenue = annual revenue { $revenue } (at least { $threshold })
why-first-contact = first contact { $date } (within { $months ->
    [one] { $months } month
   *[other] { $months } months
})
why-target-list = on the target list
why-no-target-list = not on the target list
why-stage = stage { $stage }
place-recycled = back to nurturing
place-rejected = rejected by sales
place-lost = lost
place-churned = churned
place-outside = outside the funnel

action-propose-meeting = propose a meeting
action-nurture = keep nurturing
action-newsletter = keep on the newsletter

button-claim = Claim
button-claim-numbered = Claim { $number }
button-claimed = Claimed
button-claimed-numbered = { $number } claimed
button-open = Open in the tool
link-open = open

claimed-title = ✅ { $by } claimed it (after { $after }) | { $lead }
claimed-line = ✅ { $by } claimed it at { $time } ({ $after } after the ping)
claimed-line-numbered = ✅ { $number }: { $by } claimed it at { $time }
claimed-already = { $by } has already claimed this one ({ $time })
claimed-by-you-already = You have this one already ({ $time })
claim-unknown = This ping is no longer known. See /leads hot for the present list

# The lead of a ping was deleted in the tool
gone-title = { $count ->
    [one] ⚪ This lead was deleted in the tool
   *[other] ⚪ These leads were deleted in the tool
}
gone-row = { $number }. deleted in the tool
button-gone-numbered = { $number } deleted
claim-gone = This lead was deleted in the tool, so there is nothing left to claim

baseline-title = { $count ->
    [one] 🔥 First sync: { $count } lead already meets a rule
   *[other] 🔥 First sync: { $count } leads already meet a rule
}
baseline-none-title = 🔥 First sync done: no lead meets a rule yet
baseline-body = { $count ->
    [one] It is not pinged. See it with /leads hot
   *[other] These { $count } are not pinged one by one. See them with /leads hot
}
baseline-rule = • { $rule }: { $count }
baseline-next = From now on, each lead that becomes hot is pinged here

digest-title = { $count ->
    [one] 🔥 { $count } lead has just become hot
   *[other] 🔥 { $count } leads have just become hot
}
digest-row = { $number }. **{ $company }**{ $profile }{ $why } | owner: { $owner }

list-title = { $count ->
    [one] 🔥 { $count } hot lead
   *[other] 🔥 { $count } hot leads
}
list-title-none = 🔥 No lead is hot now
list-none = As soon as one is, it stands here and in the ping channel
list-row = `{ $score }` **{ $company }**{ $profile }{ $why }{ $owner }{ $state }
list-owner = owner: { $owner }
list-profile = { " " }({ $profile })
list-open = unclaimed
list-claimed = ✅ { $by } { $time }
list-more = { $count } more
list-as-of = Data as of { $at } { $zone }

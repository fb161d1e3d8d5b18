# Numbers, dates and separators: the parts that make every message write them alike.

language = English
none = —
sep = { " | " }
comma = { ", " }

base = { " " }({ $numerator }/{ $denominator })
base-small = { " " }({ $numerator }/{ $denominator }, small n)

# Units of large amounts: power of ten = unit, largest first.
amount-units = 9= bn,6= m
money = { $currency ->
    [JPY] JPY { $amount }
    [USD] USD { $amount }
    [EUR] EUR { $amount }
   *[other] { $currency } { $amount }
}

under-a-minute = <1 min
minutes = { $minutes } min
hours = { $major }h
hours-minutes = { $major }h { $minor }m
days = { $major }d
days-hours = { $major }d { $minor }h

month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
date = { $day } { $month }
date-year = { $day } { $month } { $year }
span-month = { $first }–{ $last } { $month }
span-dates = { $from }–{ $to }
span-year = { $span } { $year }
span-until = { $span } to { $time }
instant = { $date } { $time }

# What a period is compared with; stands after "the".
before-day = day before
before-week = week before
before-biweek = two weeks before
before-month = month before
before-quarter = quarter before
before-year = year before
before-range = same number of days before
year-ago-day = same day last year
year-ago-week = same week last year
year-ago-biweek = two weeks a year earlier
year-ago-month = same month last year
year-ago-quarter = same quarter last year
year-ago-year = year before
year-ago-range = same dates last year

# What is pulled from the tool
stream-stages = stage list
stream-owners = owners
stream-campaigns = campaigns
stream-emails = emails
stream-leads = leads
stream-stage_history = stage history
stream-removals = deletions and merges
stream-census = full count
stream-deals = deals
stream-engagements = engagements

tool-hubspot = HubSpot
tool-mautic = Mautic

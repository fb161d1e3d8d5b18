# Goals: the answers to /goal, the words of the commands, the errors.

quantity-count = { $count }

goal-kpi-entered = { $stage } entered
goal-kpi-returned = { $stage } returned
goal-kpi-delta = { $stage } net change
goal-kpi-stock = { $stage } in stock
goal-kpi-conversion = { $from }→{ $to } conversion

goal-every-day = every day
goal-every-week = every week
goal-every-biweek = every two weeks
goal-every-month = every month
goal-every-quarter = every quarter
goal-every-year = every fiscal year
goal-at-least = at least { $target }
goal-at-most = at most { $target }

goal-state-early = ⚪ Too early to tell
goal-state-on-track = 🟢 On track
goal-state-at-risk = 🟡 At risk
goal-state-off-track = 🔴 Off track
goal-state-reached = ✅ Reached
goal-state-missed = ❌ Missed
goal-state-unknown = — Not measurable

goal-title = { $state }: { $kpi } ({ $period }) is { $actual } of { $target }
goal-title-many = 🎯 { $count } goals under way | { $states }
goal-title-none = 🎯 There is no such goal
goal-none-hint = Set one: `/goal set kpi:entered-sql target:60 period:this-month` | All goals: `/goal list`
goal-state-count = { $state } { $count }
goal-heading = **{ $kpi }** | { $period }
goal-result = { $state } | { $actual } of { $target }
goal-attainment = { $percent } attained
goal-pace = pace { $percent } ({ $elapsed } of { $total } business days)
goal-days = { $elapsed } of { $total } business days
goal-landing = Landing at { $expected } (80%: { $low }–{ $high }) | chance of reaching it { $chance }
goal-landing-plain = Landing at { $expected } (a range and a chance are given for counts alone)
goal-landing-later = A landing is told once a fifth of the business days has gone
goal-not-begun = This period has not begun yet
goal-undefined = Nothing to divide by yet
goal-as-of = as of { $at } { $zone }
goal-more = { $count } more (`/goal list`)
chance = { $percent }
chance-under = under 1%
chance-over = over 99%

goal-list-title = 🎯 { $count ->
    [one] { $count } goal
   *[other] { $count } goals
}
goal-list-row = • { $kpi } | { $period } | { $target } (set { $date })
goal-set = 🎯 Goal set: { $kpi } ({ $period }) { $target }
goal-changed = 🎯 Goal changed: { $kpi } ({ $period }) { $target }, was { $before }
goal-removed = 🎯 Goal removed: { $kpi } ({ $period }) { $target }

plan-title-cost = 🧮 One { $stage } may cost up to { $cost } (gross margin { $margin } a month × { $months } months of payback)
plan-title-count = 🧮 { $amount } of new MRR takes { $count } × { $stage } (ARPA { $arpa })
plan-costs = **Highest cost for one**
plan-counts = **How many are needed**
plan-row = { $figure } { $stage }
plan-row-rate = { $figure } { $stage } | to { $next } { $rate }
plan-typed = Rates as typed
plan-cohort = Rates: your own cohort of { $period } (within { $days } days, as of { $at })
plan-cohort-unlimited = Rates: your own cohort of { $period } (as of { $at })
plan-mixed = Rates with counts: your own cohort of { $period } (as of { $at }); the others as typed
plan-up = Counts are rounded up at every stage

error-unknown-kpi = ⚠ There is no KPI "{ $typed }" that can have a goal
error-not-a-figure = ⚠ { $option }: I cannot read "{ $typed }" as a number
error-not-positive = ⚠ { $option } must be above zero, not "{ $typed }"
error-not-whole = ⚠ { $option } counts leads and must be a whole number, not "{ $typed }"
error-not-an-amount = ⚠ { $option } must be a plain number, not "{ $typed }"
error-not-a-percent = ⚠ { $option } must be a percentage above 0% and up to 100%, not "{ $typed }"
error-percent-unclear = ⚠ { $option }: "{ $typed }" could be a percentage or a fraction. Please add a % sign
error-goal-past = ⚠ "{ $typed }" is over. A goal needs a period that is still to end
error-no-goal = ⚠ { $kpi } has no goal for that period
error-read-only = ⚠ From here I can only read. Use { $command } in the chat
error-plan-nothing = ⚠ Give a gross margin with a payback, or new MRR with ARPA
error-plan-partner = ⚠ { $option } is needed too
error-plan-currencies = ⚠ Two currencies in one plan ({ $one } and { $other }). Please use one
error-plan-pair = ⚠ { $option } is no step between your stages. Give all rates in order in rates
error-plan-rates = ⚠ rates takes { $count } percentages, first stage first, not "{ $typed }"
error-plan-unknown-rate = ⚠ There is no rate of your own for { $from }→{ $to } yet. Please type one
error-plan-too-large = ⚠ These numbers are too large to plan with

cmd-goal = goal
cmd-goal-desc = Set goals and see where they land
cmd-goal-set = set
cmd-goal-set-desc = Set a goal for a KPI (for people who manage the server)
cmd-goal-set-opt-kpi = kpi
cmd-goal-set-opt-kpi-desc = entered-sql, delta-mql, conversion-mql-sql …
cmd-goal-set-opt-target = target
cmd-goal-set-opt-target-desc = 60, 1,200, 25% …
cmd-goal-set-opt-period = period
cmd-goal-set-opt-period-desc = this-month, 2026-12, every-month … (this month if left out)
cmd-goal-set-opt-direction = direction
cmd-goal-set-opt-direction-desc = Whether higher or lower is better (higher if left out)
cmd-goal-set-opt-direction-higher = at least the target
cmd-goal-set-opt-direction-lower = at most the target
cmd-goal-show = show
cmd-goal-show-desc = Attainment, pace in business days, landing and the chance of reaching it
cmd-goal-show-opt-kpi = kpi
cmd-goal-show-opt-kpi-desc = entered-sql … (every goal under way if left out)
cmd-goal-show-opt-period = period
cmd-goal-show-opt-period-desc = this-month, last-month … (the present one if left out)
cmd-goal-list = list
cmd-goal-list-desc = The goals that are set
cmd-goal-remove = remove
cmd-goal-remove-desc = Remove a goal (for people who manage the server)
cmd-goal-remove-opt-kpi = kpi
cmd-goal-remove-opt-kpi-desc = entered-sql …
cmd-goal-remove-opt-period = period
cmd-goal-remove-opt-period-desc = this-month, every-month … (this month if left out)
cmd-goal-plan = plan
cmd-goal-plan-desc = Work back from gross margin or new MRR to the highest cost or the leads of each stage
cmd-goal-plan-opt-gross_margin = gross_margin
cmd-goal-plan-opt-gross_margin-desc = Gross margin of one customer a month, such as 50,000
cmd-goal-plan-opt-payback = payback
cmd-goal-plan-opt-payback-desc = Months in which the cost has to be back, such as 12
cmd-goal-plan-opt-new_mrr = new_mrr
cmd-goal-plan-opt-new_mrr-desc = New monthly recurring revenue to win, such as 1,000,000
cmd-goal-plan-opt-arpa = arpa
cmd-goal-plan-opt-arpa-desc = Average monthly revenue of one customer, such as 30,000
cmd-goal-plan-opt-lead_mql = lead_mql
cmd-goal-plan-opt-lead_mql-desc = Lead → MQL in percent (your own mature cohort if left out)
cmd-goal-plan-opt-mql_sql = mql_sql
cmd-goal-plan-opt-mql_sql-desc = MQL → SQL in percent (your own mature cohort if left out)
cmd-goal-plan-opt-sql_opportunity = sql_opportunity
cmd-goal-plan-opt-sql_opportunity-desc = SQL → opportunity in percent (your own mature cohort if left out)
cmd-goal-plan-opt-opportunity_customer = opportunity_customer
cmd-goal-plan-opt-opportunity_customer-desc = Opportunity → customer in percent (your own mature cohort if left out)
cmd-goal-plan-opt-rates = rates
cmd-goal-plan-opt-rates-desc = For stages of your own: every rate, first stage first, such as 50 40 70 20

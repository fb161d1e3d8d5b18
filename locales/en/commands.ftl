# Names and descriptions of the slash commands: names up to 32 characters, descriptions up to 100, no spaces in names.

cmd-kpi = kpi
cmd-kpi-desc = Marketing numbers
cmd-kpi-funnel = funnel
cmd-kpi-funnel-desc = The funnel of a period: arrivals, conversion, stock and times, with a comparison
cmd-kpi-funnel-opt-period = period
cmd-kpi-funnel-opt-period-desc = last-week, 2026-10, 2026-W41, 2026-10-01..2026-10-31 … (this month if left out)
cmd-kpi-funnel-opt-compare = compare
cmd-kpi-funnel-opt-compare-desc = What to compare with (the period just before if left out)
cmd-kpi-funnel-opt-compare-previous = the period just before
cmd-kpi-funnel-opt-compare-last-year = the same period last year
cmd-kpi-funnel-opt-compare-none = nothing
cmd-kpi-funnel-opt-basis = basis
cmd-kpi-funnel-opt-basis-desc = How conversions are counted (by period if left out)
cmd-kpi-funnel-opt-basis-period = by period (ratio of the counts)
cmd-kpi-funnel-opt-basis-cohort = by cohort (the same leads followed)

cmd-leads = leads
cmd-leads-desc = Leads
cmd-leads-hot = hot
cmd-leads-hot-desc = The leads that are hot now, why, and who has them

cmd-report = report
cmd-report-desc = The regular posts
cmd-report-preview = preview
cmd-report-preview-desc = Show what would be posted, to you alone
cmd-report-preview-opt-kind = kind
cmd-report-preview-opt-kind-desc = Which post
cmd-report-preview-opt-kind-weekly = weekly summary
cmd-report-preview-opt-kind-biweekly = biweekly review
cmd-report-preview-opt-kind-monthly = monthly retrospective
cmd-report-post = post
cmd-report-post-desc = Post to the channel now (for people who manage the server)
cmd-report-post-opt-kind = kind
cmd-report-post-opt-kind-desc = Which post
cmd-report-post-opt-kind-weekly = weekly summary
cmd-report-post-opt-kind-biweekly = biweekly review
cmd-report-post-opt-kind-monthly = monthly retrospective

cmd-status = status
cmd-status-desc = How fresh the data is, errors, unmapped stages, next posts
cmd-help = help
cmd-help-desc = Commands and how to write a period

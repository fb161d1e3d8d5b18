# More that is pulled from the tool
stream-automations = automations
stream-scenario_runs = runs of automations
stream-segments = segments
stream-forms = forms sent
stream-costs = campaign costs

# Why a number is not available, or since when, or by which rule
reason-tool-has-none = the tool keeps no such thing
reason-tool-does-not-tell = the tool does not let others read it
reason-not-read = the tool has it, but funnelbot does not read it yet
reason-not-configured = it needs { $setting } to be set up first
reason-needs-scope = the permission { $scope } is missing
reason-since-first-poll = known only since the first poll
machine-opens-counted = opens by machines (privacy proxies, bots) are counted too: the tool does not mark them
machine-opens-unknown = whether opens by machines (privacy proxies, bots) are left out is a setting of the account that the tool does not tell
rule-sent-less-bounced = delivered is what was sent less what came back
rule-spend-over-the-campaign = a campaign's spend is spread evenly over its days
rule-last-acts = by the last act of each contact, as seen at each poll
rule-score-recalculated = by the history of the score, at the times it was calculated
rule-first-utm = by the first campaign link that brought the person
rule-last-step = completed is who reached a step behind which nothing follows

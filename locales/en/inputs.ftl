# More that is pulled from the tool
stream-automations = automations
stream-scenario_runs = runs of automations
stream-segments = segments

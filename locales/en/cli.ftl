# What the program says in a terminal.

# funnelbot check: what is looked at
check-team = team's file
check-database = database
check-tool = tool
check-account = the tool's account
check-leads = whose leads
check-streams = what can be read
check-stages = stages
check-discord = Discord
check-channel = channel
check-line = { $what }: { $told }

check-team-read = { $file } ({ $schedules } schedules, { $rules } rules)
check-team-none = there is no { $file }, so the defaults hold ({ $schedules } schedules, { $rules } rules)
check-database-there = { $url }
check-database-none = there is none yet at { $url }; the first poll makes it
check-database-older = { $url } is of an older version; `funnelbot run` or `funnelbot sync --once` brings it up to date
check-database-no-folder = there is no folder for { $file }: make it, or correct DATABASE_URL
check-tool-at = { $tool } at { $address }
check-account-named = { $name }
check-answers = it answers
check-leads-same = the database holds the leads of this account
check-stream-fault = { $stream }: { $why }
check-streams-readable = { $count ->
    [one] 1 stream can be read
   *[other] { $count } streams can be read
}
check-stages-mapped = every value of the tool has its place
check-stage-unmapped = { $tool } has { $leads } leads in "{ $label }", which is mapped to nothing. Write under [mapping.{ $table }] in funnelbot.toml: "{ $raw }" = "{ $place }" (or another stage, or "outside")
check-discord-server = the token is accepted; commands can be registered in the server { $guild }
check-discord-everywhere = the token is accepted; commands can be registered in every server of the bot
check-no-reports-channel = posts have no channel. Set DISCORD_CHANNEL in .env, or reports under [channels] in funnelbot.toml
check-no-sales-channel = pings about hot leads have no channel. Set DISCORD_CHANNEL in .env, or sales under [channels] in funnelbot.toml
check-channel-ready = { $channel } is ready
check-channel-unknown = there is no channel { $channel }. Correct the id (Copy Channel ID in Discord)
check-channel-hidden = the bot does not see the channel { $channel }. Grant it View Channel in the channel's settings; if it is not in that server, invite it there
check-channel-not-text = channel { $channel } is no text channel. Change it under [channels] in funnelbot.toml, or DISCORD_CHANNEL
check-channel-lacking = in the channel { $channel } the bot lacks: { $rights }. Grant it in the channel's settings
check-to-mend = { $count ->
    [one] 1 thing to mend, see above
   *[other] { $count } things to mend, see above
}

# Rights in a channel, as Discord's settings call them
right-view = View Channel
right-send = Send Messages
right-embed = Embed Links
right-attach = Attach Files
right-history = Read Message History

# Faults
fault-setting-missing = { $name } is not set. Set it in .env; .env.example says what it is, docs/connect.md where it comes from
fault-setting-which-tool = MA_TOOL is not set, and both HUBSPOT_TOKEN and MAUTIC_URL are. Say which tool is meant: MA_TOOL=hubspot or MA_TOOL=mautic
fault-setting-no-tool = no marketing tool is set. Set HUBSPOT_TOKEN, or MAUTIC_URL, MAUTIC_USER and MAUTIC_PASSWORD; docs/connect.md shows where they come from
fault-setting-unusable = { $name } cannot be used: { $why }. A valid value is, for example, { $example }
fault-setting-number = "{ $value }" is no whole number
fault-setting-id = "{ $value }" is no id
fault-setting-duration = "{ $value }" is no length of time
fault-setting-no-requests = with no request at all nothing can be polled
fault-setting-address = an address begins with http:// or https://
fault-setting-tool = "{ $value }" is no tool that funnelbot knows; it knows hubspot and mautic
fault-setting-too-often = polls are at least ten seconds apart
fault-setting-log-format = "{ $value }" is neither text nor json
fault-setting-log-level = "{ $value }" is no level of the log
fault-env-line = .env, line { $line }: not of the form NAME=value
fault-env-unreadable = .env cannot be read ({ $why })
fault-team-file = { $file }: { $why }
fault-team-file-missing = FUNNELBOT_CONFIG names { $file }, and there is no such file. Correct the name, or leave it empty for funnelbot.toml
fault-team-file-gone = { $file } is gone; copy funnelbot.example.toml there to go back to the defaults
fault-tool-denied = { $setting } is refused. Correct it in .env; docs/connect.md shows where it comes from
fault-tool-scope = the permission { $scope } is missing. Grant it in the tool
fault-tool-throttled = the tool allows no more requests until { $until }
fault-tool-away = the tool is out of reach: { $what }
fault-tool-garbled = the tool's answer makes no sense: { $what }
fault-database-absent = there is no database yet ({ $path }). Run `funnelbot sync --once` first, or correct DATABASE_URL
fault-database-locked = the database { $path } is in use by another program. End the other funnelbot (or close the tool that has it open) and try again
fault-database-newer = the database was written by a newer funnelbot (schema { $found }, this one knows { $known }). Run that version, or restore a backup from before it
fault-database-older = the database is of an older schema (it lacks step { $lacks }). Start `funnelbot run` or `funnelbot sync --once`, which bring it up to date
fault-database-full = the disk is full. Make room where the database lies; nothing stored is lost
fault-database-corrupt = the file is not a usable SQLite database ({ $what }). Check DATABASE_URL, or restore a backup
fault-database-unusable = the database cannot be used ({ $what }). Check DATABASE_URL and the permissions of its folder
fault-discord-token = Discord refuses { $setting }. Copy the bot's present token from the Developer Portal (Bot, Reset Token)
fault-discord-guild = the bot is not in the server that DISCORD_GUILD names. Correct the id (Copy Server ID in Discord), or invite the bot to that server
fault-discord-invitation = the bot may not register commands. Invite it to the server again with the scopes bot and applications.commands
fault-discord-away = Discord could not be reached: { $what }

# funnelbot sync and report
sync-incomplete = { $count ->
    [one] { $streams } could not be polled, see above. What was read is stored, and the next `funnelbot sync --once` goes on from there
   *[other] { $count } streams could not be polled, see above: { $streams }. What was read is stored, and the next `funnelbot sync --once` goes on from there
}
sync-broken = { $count ->
    [one] 1 record could not be read; /status names it
   *[other] { $count } records could not be read; /status names them
}
report-nothing-yet = nothing has been polled yet; run `funnelbot sync --once` first

# funnelbot demo
demo-title = funnelbot demo: { $weeks } weeks with a { $tool }-shaped tool, a chat and 5,000 leads, all on this machine. No token, nothing leaves it.
demo-edited = { $channel }, the message of { $day } edited
demo-pressed = the same message, after somebody pressed its button
demo-farewell = The demo ends at { $at }. With --keep FILE its database stays for questions.
demo-farewell-kept = The demo ends at { $at }. Ask what it left behind: { $ask }

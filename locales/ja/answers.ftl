# /status、/help、エラー

post-weekly = 週次
post-biweekly = 振り返り
post-monthly = 月次
post-ping = ホットリード通知

status-fresh = 🟢 データは最新です（{ $at } { $zone } 時点）
status-behind = 🟡 データが遅れています（{ $at } { $zone } 時点）
status-never = 🔴 まだ一度も取り込めていません
status-attention = 🟡 データは最新ですが、確認することがあります（{ $at } { $zone } 時点）
status-streams = **取り込み**
status-stream-fresh = 🟢 { $stream } { $time }
status-stream-behind = 🟡 { $stream } 遅れ { $time }
status-stream-never = 🔴 { $stream } 未取得
status-stream-unavailable = ⚪ { $streams }
status-failures = **直近のエラー**
status-failure = ・{ $stream } { $time }：{ $why }
status-missed = **届かなかったメッセージ**
status-missed-retried = ・{ $post }（予定 { $due }）：{ $cause }（次の再送は{ $retry }）
status-missed-given-up = ・{ $post }（予定 { $due }）：{ $cause }（再送はしません）
status-missed-skipped = ・{ $post }（予定 { $due }）は見送りました：{ $cause }
status-unmapped = **対応づけのないステージ**（`funnelbot.toml` の `[mapping]` に書いてください）
status-unmapped-row = ・「{ $name }」（値 { $raw }）{ $leads }件
status-differing = **履歴と現在値が食い違うリード**（履歴を採用しています）
status-differing-row = ・ID { $lead }：現在 { $now }／履歴 { $history }
status-broken = **読めなかった記録** { $count }件
status-broken-row = ・{ $stream } ID { $id }：{ $why }
status-refused-kpis = **`funnelbot.toml` の使えないKPI**（ほかのKPIは有効です）
status-refused-kpi-row = ・{ $why }
status-next = **次の投稿**
status-next-row = ・{ $post } { $time }
status-next-none = ・予定がありません
status-more = ・ほかに{ $count }件
status-empty-value = なし

# メッセージが届かなかった理由と直し方
setback-token = Discordがボットのトークンを受け付けません。Developer Portalで今のトークンを確認し、`DISCORD_TOKEN` に設定してください
setback-denied = { $channel } に書き込めません。`funnelbot.toml` のチャンネルIDと、チャンネルを見る・メッセージを送信・埋め込みリンク・メッセージ履歴を読む、の権限を確認してください（足りない権限は `funnelbot check` で分かります）
setback-throttled = Discordの送信制限で待っています。対応は不要です
setback-unreachable = Discordから応答がありません。続く場合は、ボットを動かしているマシンのネットワークと discordstatus.com を確認してください
setback-refused = Discordがメッセージを受け付けませんでした（{ $why }）。レポートは `/report post` で作り直せます
setback-unreadable = 保存したメッセージを読めません（{ $why }）。レポートは `/report post` で作り直せます
setback-too-late = スケジュールの `max_lateness` を過ぎていました。`/report post` で今からでも投稿できます
setback-superseded = 投稿できないうちに次の予定が来ました。`funnelbot run` を動かしたままにしてください
setback-no-channel = 投稿先のチャンネルがありません。`DISCORD_CHANNEL` か `funnelbot.toml` の `[channels]` に設定してください
setback-nothing-polled = まだ何も取り込めていませんでした。取り込みが終わったら `/report post` で投稿できます

help-title = 📐 funnelbot にできること
help-row = **{ $what }** { $commands }
help-command = `/{ $command }`
help-command-localized = `/{ $command }`（{ $name }）
help-periods = **期間の書き方**
help-period-list = { $forms }
help-numbers = 使い方はコマンドを打つと表示されます。率には件数を添え、はっきりしない差は「誤差の範囲」と書きます。

error-nearest = もしかして：`{ $nearest }`
error-accepted = 使える書き方：{ $forms }
error-internal = ⚠ 内部エラーで回答できませんでした。管理者に参照番号 `{ $reference }` を伝えてください
error-unknown-period = ⚠ 期間「{ $typed }」を読み取れません
error-no-such-date = ⚠ 「{ $typed }」という日付や週はありません
error-year-outside = ⚠ 「{ $typed }」の年は範囲の外です
error-days-outside = ⚠ 「{ $typed }」の日数は範囲の外です
error-period-reversed = ⚠ 「{ $typed }」は終わりが始まりより前になっています
error-unknown-stage = ⚠ ステージ「{ $typed }」はありません
error-unknown-command = ⚠ 「{ $typed }」というコマンドはありません
error-unknown-option = ⚠ 「{ $option }」という項目はありません
error-unknown-choice = ⚠ { $option } に「{ $typed }」は使えません
error-option-twice = ⚠ { $option } が2回指定されています
error-option-missing = ⚠ { $option } を指定してください
error-not-a-number = ⚠ { $option } は整数で指定してください（「{ $typed }」は読み取れません）
error-stray-word = ⚠ 「{ $typed }」がどの項目のものか分かりません
error-open-quote = ⚠ 引用符が閉じていません（「{ $typed }」）
error-not-permitted = ⚠ /{ $command } は「サーバー管理」権限のある人だけが使えます
error-nothing-yet = ⚠ まだデータがありません。最初の取り込みが終わると集計できます（状況は /status）
error-wrong-server = ⚠ このサーバーでは使えません
error-no-channel = ⚠ 投稿先のチャンネルが設定されていません（funnelbot.toml の channels）
error-unknown-button = ⚠ このボタンはもう使えません

button-share = チャンネルに共有
button-read = 🌐 { $languages }
question-too-old = ⚠ このボタンの期限が切れています（回答の記録は8週間）。もう一度質問すると、新しい回答のボタンが使えます
question-already-shared = この回答はすでに共有されています

report-owed = { $post }を { $channel } に投稿します

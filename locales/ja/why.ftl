# 内訳と、なぜ動いたか。

by-title = **{ $by }**（カッコ内は{ $label }）
by-title-alone = **{ $by }**
by-channel = チャネル別
by-owner = 担当者別
by-segment = セグメント別
by-campaign = 施策別
by-method = 手法別
by-missing = —（{ $reason }）
by-more = ほか{ $count }件
by-note-segment = -# データ時点の所属。複数のセグメントにいるリードはそれぞれに数えるため、合計は全体と一致しません
by-note-campaign = -# 最初の流入元のキャンペーン（HubSpotは元のソースの詳細1、Mauticはutm_campaign）
by-note-method = -# これまでに反応した手法。複数に反応したリードはそれぞれに数えるため、合計は全体と一致しません
by-unknown = 不明
by-others = ほか{ $count }件の合計
by-none = 内訳にできるリードがありません
by-base = ・{ $base }
by-cost = { $spent }÷{ $count }件

why-title = **なぜ動いたか**（{ $stage } { $before }→{ $now }件、{ $change }）
why-parts = 件数 { $volume }／{ $from }→{ $to }の率 { $rate }／構成 { $mix }
why-parts-first = 件数 { $volume }／構成 { $mix }
why-largest = 主な要因：{ $largest }
why-one = { $name } { $change }（{ $before }→{ $now }、{ $from } { $entered_before }→{ $entered_now }）
why-one-first = { $name } { $change }（{ $before }→{ $now }）
why-one-short = { $name } { $before }→{ $now }
why-line = なぜ：{ $stage } { $before }→{ $now }件＝件数 { $volume }／率 { $rate }／構成 { $mix }（{ $largest }）
why-still = どのチャネルも増減がありません

error-kpi-whole = ⚠ 「{ $kpi }」は内訳に分けられません。分けられるのは、到達・在庫・転換・速さ・獲得単価と、メール・セグメントの指標です
error-kpi-by = ⚠ 「{ $kpi }」は by:{ $by } では分けられません

cmd-kpi-show-opt-by = 内訳
cmd-kpi-show-opt-by-desc = チャネル・セグメント・施策・担当者・手法ごとに分け、動いた理由を示す
cmd-kpi-show-opt-by-channel = チャネル別
cmd-kpi-show-opt-by-owner = 担当者別
restated-here = 訂正（{ $at }）：{ $stage }｜{ $numbers }
cmd-kpi-show-opt-by-segment = セグメント別
cmd-kpi-show-opt-by-campaign = 施策別
cmd-kpi-show-opt-by-method = 手法別

history-none = 🧾 { $name }：投稿した数字はまだありません
history-same = 🧾 { $name }：投稿した{ $count }件の数字は今も同じです
history-changed = 🧾 { $name }：投稿した{ $count }件の数字のうち{ $changed }件が今は違います
history-row = { $figure } { $span }（{ $post }、{ $at }投稿）
history-row-same = { $row } ＝
history-row-changed = { $row } → 今は **{ $now }**（{ $difference }）
history-row-gone = { $row } → 今は — （ステージがありません）
history-more = ほかに{ $count }件
error-kpi-unclaimed = ⚠ 「{ $kpi }」は投稿ごとの記録がありません

cmd-kpi-history = 履歴
cmd-kpi-history-desc = 投稿した数字と、今の数字を並べて見る
cmd-kpi-history-opt-kpi = 指標
cmd-kpi-history-opt-kpi-desc = KPIのID（到達・再到達・在庫・増減）
cmd-kpi-history-opt-period = 期間
cmd-kpi-history-opt-period-desc = この期間に収まる投稿だけ（省略時は最近のもの）

definition-version = 定義 v{ $version }（{ $at }から）
redefined = 定義が変わりました（{ $at }から v{ $version }：{ $what }）
redefined-same = { $head }。この期間の到達数は前の定義でも同じです
redefined-counts = { $head }。この期間の到達数：{ $counts }
redefined-of = { $stage } 前の定義{ $was }件・今の定義{ $is }件
term-stages = ステージの並び
term-mapping = ステージの対応づけ
term-window = 転換の期限
term-zone = タイムゾーン
term-excluded = テスト用ドメイン

records-title = 🔎 { $name }（{ $period }）のリード：{ $count }件
records-row = ・{ $at } { $company }（担当 { $owner }）
error-kpi-no-records = ⚠ 「{ $kpi }」の内訳のリードは表示できません
cmd-kpi-records = 明細
cmd-kpi-records-desc = 数字の元になったリードを見る（サーバー管理の権限が必要）
cmd-kpi-records-opt-kpi = 指標
cmd-kpi-records-opt-kpi-desc = KPI（到達・再到達・在庫・転換・コホート・所要日数）
cmd-kpi-records-opt-from = 何件目から
cmd-kpi-records-opt-from-desc = 続きを見るとき、何件目から表示するか（省略時は1）
records-more = ほか{ $count }件（続きは from:{ $next }）
error-records-from = ⚠ from には何件目からかを1以上の数で指定してください
cmd-kpi-records-opt-period = 期間
cmd-kpi-records-opt-period-desc = 例：last-week、this-month、2026-10（省略時は今月）

error-kpi-unwatched = ⚠ 「{ $kpi }」は週ごとの件数や率ではないため、試算できません
error-weeks = ⚠ 週数は1から{ $most }までです
cmd-alerts = 通知
cmd-alerts-desc = いつもと違う数字の通知
cmd-alerts-simulate = 試算
cmd-alerts-simulate-desc = 過去の週で、どの通知が出ていたかを見る
cmd-alerts-simulate-opt-kpi = 指標
cmd-alerts-simulate-opt-kpi-desc = KPIのID（省略時は各ステージの到達数）
cmd-alerts-simulate-opt-weeks = 週数
cmd-alerts-simulate-opt-weeks-desc = さかのぼる週の数（省略時は52）

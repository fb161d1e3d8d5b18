# 週次・隔週・月次の投稿

weekly-title = 📊 週次 { $span }：{ $verdict }
biweekly-title = 🔁 振り返り { $span }：{ $verdict }
monthly-title = 🗓️ 月次 { $period }：{ $verdict }

# 先頭の但し書き。遅れ・下書き・試験はかならず1行目で名乗る。
mark-late = ⏱ { $by }遅れ（{ $cause }）
mark-stale = ⚠ { $at }までのデータ
mark-preview = 👁 プレビュー（未投稿）
mark-test = 🧪 テスト投稿
mark-preliminary = 速報（{ $date }に確定）
cause-sync = 取得待ち
cause-down = ボット停止中だったため
cause-delivery = 送信のやり直し

no-data-line = この期間のデータはまだ届いていないため、数字は出せません
quiet-line = ステージの動きはありません。確認した在庫：{ $stages }
restated = 訂正：{ $span }の{ $stage }｜{ $numbers }
restated-number = { $name } { $was }→{ $is }
restated-more = 訂正ほか{ $count }件
restated-only = 訂正{ $count }件（もとの投稿に追記しました）
restated-entered = 到達
restated-returned = 再創出
restated-stock = 在庫
restated-delta = 増減
restated-back = 戻り
restated-exit = 離脱
restated-removed = 削除
restated-conversion = { $from }からの転換
next-post = 次回 { $at }

moved-title = **動き**
moved-most-up = 最も増えた在庫：{ $stage } { $delta }（{ $from }→{ $to }）
moved-most-down = 最も減った在庫：{ $stage } { $delta }（{ $from }→{ $to }）
moved-back = 戻り：{ $stages }
moved-exit = 離脱：{ $stages }
moved-removed = 削除：{ $stages }
moved-returned = 再創出：{ $stages }
moved-of = { $stage } { $count }件
moved-of-before = { $stage } { $count }件（{ $before }）

response-title = **ホットリードの通知**
response-title-before = **ホットリードの通知**（カッコ内は{ $label }）
response-none = 通知はありませんでした
response-sent = { $figure } 送信
response-sent-before = { $figure } 送信（{ $before }）
response-claimed = { $figure } 担当済み・{ $rate }
response-claimed-before = { $figure } 担当済み・{ $rate }｜前 { $before }
response-open = { $figure } 未対応
response-open-oldest = { $figure } 未対応（最長 { $longest }）
response-times = 担当まで（営業時間）：中央値 { $median }・90%点 { $slowest }
response-times-before = 担当まで（営業時間）：中央値 { $median }（{ $label } { $before }）・90%点 { $slowest }
response-line-before = ホットリードの通知：{ $sent }件送信（{ $label }{ $before }件）・担当率 { $rate }
response-line = ホットリードの通知：{ $sent }件送信・担当率 { $rate }
response-line-median = { $line }・担当まで { $median }（営業時間の中央値）
response-line-none = ホットリードの通知：なし
precision = 受理率 { $rate }・見送り { $rejected }件
verdict-response = 通知{ $sent }件のうち担当がついたのは{ $claimed }件（営業時間の中央値 { $median }）
verdict-response-none = 通知{ $sent }件、まだ誰も担当していません

handover-title = **引き渡しの質**（カッコ内は{ $label }）
handover-title-alone = **引き渡しの質**
handover-still = 戻り・離脱・再創出はありません
pace-title = **滞在**（中央値。カッコ内は{ $label }）
pace-title-alone = **滞在**（中央値）
pace-of = { $stage } { $median }（{ $before }）
pace-of-alone = { $stage } { $median }
short-title = **この期間のファネル**（新しく到達。カッコ内は{ $label }）
short-title-alone = **この期間のファネル**（新しく到達）
short-of = { $stage } { $count }（{ $before }）
short-of-alone = { $stage } { $count }
hygiene-title = **リストの状態**
hygiene-opted-out = 配信停止 { $count }件
hygiene-opted-out-before = 配信停止 { $count }件（{ $label } { $before }件）
hygiene-opted-out-unknown = 配信停止 —（ツールから読み取れません）
hygiene-unmapped = 対応づけのないステージ { $kinds }種・{ $leads }件
hygiene-broken = 読めなかった記録 { $count }件
hygiene-clean = 問題は見つかりませんでした

cohort-title = **成熟したコホート { $period }**（{ $days }日以内）
cohort-title-unlimited = **コホート { $period }**（データ時点までに進んだ割合）
cohort-none = **コホート**：まだ判定できる月がありません
cohort-none-until = **コホート**：最初の月を判定できるのは{ $date }です
verdict-rate-up = { $from }→{ $to }の転換が{ $rate }に上昇（{ $period }のコホート）
verdict-rate-down = { $from }→{ $to }の転換が{ $rate }に低下（{ $period }のコホート）

decide-title = **決めたいこと**
decide-title-talk = **話し合いたいこと**
decide-failing = { $stream }の取得が{ $since }から失敗しています。誰が直しますか
decide-pings = 未対応のホットリードが{ $count }件（最長 { $longest }）。誰が引き取りますか
decide-unmapped = ステージ「{ $name }」（{ $leads }件）が対応づけされていません。どこに入れますか
decide-unmapped-more = ステージ「{ $name }」（{ $leads }件）ほか{ $more }種が対応づけされていません。どこに入れますか
decide-slow = { $stage }の滞在（中央値）が{ $now }に延びました（{ $label } { $before }）。どこで止まっていますか

footer-as-of = データ時点 { $at } { $zone }
footer-unmapped = 対応づけなし { $kinds }種・{ $leads }件
footer-broken = 読めなかった記録 { $count }件
footer-unavailable = 取得不可 { $streams }
footer-failing = 取得失敗 { $streams }
lack-tool = { $stream }（{ $tool }は対象外）
lack-scope = { $stream }（権限 { $scope } が無い）

companies-title = **動いた企業**
companies-title-target = **動いた企業**（重点リスト{ $count }社）
companies-active = ＋ 新たに活発 { $count }社：{ $names }（それまで{ $days }日反応なし）
companies-quiet = － 静かになった { $count }社：{ $names }（{ $days }日反応なし）
companies-more = ほか{ $count }社
companies-still = 動いた企業：新たに活発・{ $days }日反応なしになった企業はありません
companies-later = 動いた企業：{ $from }から数えます（それまでの反応がそろっていません）
companies-counted = 動いた企業：新たに活発 { $active }社・静かになった { $quiet }社

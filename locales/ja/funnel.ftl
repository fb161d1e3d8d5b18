# ファネル：/kpi funnel の回答と、投稿の中の同じ部分。

funnel-title = 📐 ファネル { $period }：{ $verdict }
funnel-no-data = 📐 { $period } のデータはまだありません（データ時点 { $at }）
funnel-no-data-hint = データが届いている期間なら集計できます。例：`/kpi funnel period:last-week`

frame = { $period }（{ $span }・{ $zone }）
frame-open = { $period }（{ $span }・途中・{ $zone }）
frame-no-data = { $period }（{ $span }・データ未着・{ $zone }）
frame-bare = { $period }（{ $zone }）
frame-compared = { $span }と比較
frame-as-of = データ時点 { $at }
basis-period = 期間基準
basis-cohort = コホート基準・{ $days }日
basis-cohort-unlimited = コホート基準・期限なし

verdict-up = { $stage }は{ $count }件に増加（{ $label }{ $before }件）
verdict-down = { $stage }は{ $count }件に減少（{ $label }{ $before }件）
verdict-level = { $stage }は{ $count }件（{ $label }{ $before }件・誤差の範囲）
verdict-alone = { $stage }は{ $count }件
verdict-no-data = データがまだありません
verdict-still = 動きはありません

entered-title = **新しく到達**（カッコ内は{ $label }）
entered-title-alone = **新しく到達**
entered-row = { $figure } { $stage }（{ $before }・{ $change }）
entered-row-from-zero = { $figure } { $stage }（{ $before }）
entered-row-alone = { $figure } { $stage }
entered-returned = { $row }｜再創出 { $count }

conversion-title-period = **転換**（上の件数どうしの比）
conversion-title-cohort = **転換**（{ $days }日以内に進んだ割合）
conversion-title-cohort-unlimited = **転換**（データ時点までに進んだ割合）
conversion-all-unclear = { $title }｜「前」は{ $label }。差はどれも誤差の範囲
conversion-compared = { $title }｜「前」は{ $label }
conversion-maturing = ⏳ 育成途中。{ $date }に判定できます
conversion-row = { $figure }{ $base }{ $from }→{ $to }
conversion-of = { $from }→{ $to } { $rate }
conversion-up = { $row }｜前 { $before }から上昇
conversion-down = { $row }｜前 { $before }から低下
conversion-unclear = { $row }｜前 { $before }・差は誤差の範囲
conversion-beside = { $row }｜前 { $before }
conversion-beside-maturing = { $row }｜前 { $before }・育成途中

stock-title = **在庫**（期末の件数と増減）
stock-title-open = **在庫**（データ時点の件数と増減）
stock-row = { $figure } { $stage }（{ $delta }）｜{ $flows }
stock-row-still = { $figure } { $stage }（{ $delta }）
flow-in = 流入 { $count }
flow-forward = 前進 { $count }
flow-back = 戻り { $count }
flow-exit = 離脱 { $count }
flow-removed = 削除 { $count }
stock-line = 在庫と増減：{ $stages }
stock-of = { $stage } { $stock }（{ $delta }）

time-title = **滞在**（中央値／90%点・件数）
time-of = { $stage } { $median }／{ $slowest }（{ $count }件）
time-none = { $stage } —
velocity-title = **進むまで**（中央値・件数）
velocity-of = { $from }→{ $to } { $median }（{ $count }件）
velocity-none = { $from }→{ $to } —
cycle = { $from }から{ $to }まで { $median }（{ $count }件）
cycle-before = { $row }｜{ $label } { $median }（{ $count }件）

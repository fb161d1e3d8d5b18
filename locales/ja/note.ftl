# メモ：/note の回答、コマンドの言葉、エラー。

note-added = 📝 メモを残しました：{ $date } { $text }
note-line = メモ：{ $notes }
note-list-title = 📝 メモ { $count }件（{ $period }）
note-list-none = 📝 { $period } のメモはありません
note-list-hint = 残し方：`/note add text:展示会 date:2026-11-05`
note-row = ・{ $date } { $text }
note-more = ほかに{ $count }件

error-note-empty = ⚠ メモの内容を書いてください
error-note-long = ⚠ メモは{ $most }文字までです（いま{ $count }文字）
error-note-date = ⚠ メモの日付「{ $typed }」は1日だけを指定してください

cmd-note = メモ
cmd-note-desc = 数字の横に残すメモ
cmd-note-add = 追加
cmd-note-add-desc = 日付つきのメモを残す（展示会、障害、値上げなど）
cmd-note-add-opt-text = 内容
cmd-note-add-opt-text-desc = 何があったか（200文字まで。個人情報は書かないでください）
cmd-note-add-opt-date = 日付
cmd-note-add-opt-date-desc = 例：2026-11-05、yesterday（省略時は今日）
cmd-note-list = 一覧
cmd-note-list-desc = 期間のメモを見る
cmd-note-list-opt-period = 期間
cmd-note-list-opt-period-desc = 例：last-month、last-90d（省略時は今月）

# 自動通知と、その試算。

alert-sync = 🔔 { $tool }からの取得に{ $since }から失敗しています（{ $streams }）
alert-sync-do = 数字はその時点で止まっています。原因は `/status` で確認できます
alert-sync-over = ✅ { $tool }からの取得が再開しました
alert-unsubscribes = 🔔 { $week }配信分の配信停止率が上限の{ $limit }を超えました：{ $rate }
alert-unsubscribes-do = 宛先の絞り込みと配信の頻度を見直してください。メールの内訳は `/kpi email`
alert-unsubscribes-over = ✅ { $week }配信分の配信停止率が{ $limit }以下に戻りました：{ $rate }
alert-goal = 🔔 目標のペースが遅れています：{ $goal }
alert-goal-do = 達成率と着地の見込みは `/goal show` で確認できます
alert-goal-over = ✅ 目標のペースが戻りました：{ $goal }
alert-goal-closed = 🔔 期間が終わり、目標の結果が出ました：{ $goal }
alert-goal-gone = 🔔 { $kpi }（{ $period }）は目標でなくなったため、ペースの通知を終えます
alert-odd-week = 🔔 { $week }の{ $name }がいつもと違います：{ $value }件で{ $side }（平常 { $low }–{ $high }）
alert-odd-do = 動いた理由は `/kpi show kpi:{ $kpi } by:channel`。心当たりは `/note add` で残せます
alert-odd-over = ✅ { $name }が平常に戻りました：{ $week }は{ $value }件（平常 { $low }–{ $high }）
alert-once = 続いている間はもう通知しません。終わったときに一度お知らせします
alert-lasted = { $since }から{ $lasted }続きました
alert-peak = 最大 { $value }
alert-trough = 最低のペース { $value }

alerts-title = 🔔 直近{ $weeks }週を試算：通知は{ $count }回でした
alerts-watched = 対象：{ $names }、設定中の目標（各週末の時点）
alerts-how = 営業日数をそろえた過去の週と比べ、続いている間は1回と数えます。取得の失敗は履歴がないため試算しません
alerts-off = まだ何も通知していません。始めるには設定ファイルの [alerts] で enabled = true にします
alerts-on = 通知は有効です
alert-odd = ・{ $weeks } { $name } `{ $value }` { $side }（平常 { $low }–{ $high }）
alert-limit = ・{ $weeks } { $name } 最大 `{ $value }`（上限 { $limit }）
alert-pace = ・{ $weeks } 目標 { $name }（{ $period }）最低のペース `{ $value }`（下限 { $limit }）
alert-high = 高い
alert-low = 低い

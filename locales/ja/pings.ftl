# ホットリードの通知と一覧

hot-title = 🔥 ホットリード：{ $lead }（ツールの担当者：{ $owner }）
hot-owner-none = 未設定
hot-company-none = 企業名なし
hot-employees = { $count }名
hot-why = **なぜ今**（ルール { $rule }）
hot-reason = ・{ $reason }
hot-do = **次の一手**：{ $action }
hot-stage = いまのステージ：{ $stage }
hot-private = 氏名・連絡先はツールで確認できます

brief-score = スコア { $score }
brief-revenue = 年商 { $revenue }
brief-first-contact = 初回接触 { $date }
why-score = スコア { $score }（しきい値 { $threshold }）
why-employees = 従業員 { $employees }名（基準 { $threshold }名以上）
why-employees-below = 従業員 { $employees }名（基準 { $threshold }名未満）
why-revenue = 年商 { $revenue }（基準 { $threshold }以上）
why-first-contact = 初回接触 { $date }（{ $months }か月以内）
why-target-list = 重点リストの企業
why-no-target-list = 重点リスト外の企業
why-stage = ステージ { $stage }
place-recycled = 育成に戻し
place-rejected = 営業が見送り
place-lost = 失注
place-churned = 解約
place-outside = ファネル外

action-propose-meeting = 商談を打診
action-nurture = 育成を続ける
action-newsletter = メルマガで様子を見る

button-claim = 担当する
button-claim-numbered = { $number } を担当
button-claimed = 担当済み
button-claimed-numbered = { $number } 担当済み
button-open = ツールで開く
link-open = 開く

claimed-title = ✅ { $by }が担当（{ $after }で反応）｜{ $lead }
claimed-line = ✅ { $time }に{ $by }が担当（通知から{ $after }）
claimed-line-numbered = ✅ { $number }：{ $time }に{ $by }が担当
claimed-already = この通知は{ $by }さんが担当済みです（{ $time }）
claimed-by-you-already = この通知はすでにあなたが担当しています（{ $time }）
claim-unknown = この通知は見つかりません。/leads hot で最新の一覧を確認できます

# 通知したリードがツールで削除された
gone-title = { $count ->
    [1] ⚪ このリードはツールで削除されました
   *[other] ⚪ これらのリードはツールで削除されました
}
gone-row = { $number }. ツールで削除済み
button-gone-numbered = { $number } 削除済み
claim-gone = このリードはツールで削除されたため、担当できません

baseline-title = 🔥 初回の取り込みで、条件に合うリードがすでに{ $count }件ありました
baseline-none-title = 🔥 初回の取り込みが終わりました。いま条件に合うリードはありません
baseline-body = この{ $count }件は1件ずつ通知しません。一覧は /leads hot で見られます
baseline-rule = ・{ $rule }：{ $count }件
baseline-next = これから条件に合ったリードを、1件ずつここに通知します

digest-title = { $count ->
    [1] 🔥 ホットリード { $count }件
   *[other] 🔥 ホットリード { $count }件をまとめて通知
}
digest-row = { $number }. **{ $company }**{ $profile }{ $why }｜ツールの担当者：{ $owner }

list-title = 🔥 ホットリード { $count }件
list-title-none = 🔥 いまホットなリードはありません
list-none = 条件に合うリードが現れると、ここと通知チャンネルでわかります
list-row = `{ $score }` **{ $company }**{ $profile }{ $why }{ $owner }{ $state }
list-owner = ツールの担当者：{ $owner }
list-profile = （{ $profile }）
list-open = 未対応
list-claimed = ✅ { $by } { $time }
list-more = ほかに{ $count }件
list-as-of = データ時点 { $at } { $zone }

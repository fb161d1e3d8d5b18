# 数・日付・区切り。どのメッセージでも同じ書き方にするための部品。

language = 日本語
none = —
sep = { "｜" }
comma = { "・" }

base = （{ $numerator }/{ $denominator }）
base-small = （{ $numerator }/{ $denominator }・少数）

# 大きい金額の単位：10の何乗か＝単位。大きい順。
amount-units = 8=億,4=万
money = { $currency ->
    [JPY] { $amount }円
    [USD] { $amount }ドル
    [EUR] { $amount }ユーロ
   *[other] { $amount } { $currency }
}

under-a-minute = 1分未満
minutes = { $minutes }分
hours = { $major }時間
hours-minutes = { $major }時間{ $minor }分
days = { $major }日
days-hours = { $major }日{ $minor }時間

month-short = { $month }
date = { $month }/{ $day }
date-year = { $year }/{ $month }/{ $day }
span-month = { $month }/{ $first }–{ $month }/{ $last }
span-dates = { $from }–{ $to }
span-year = { $year }/{ $span }
span-until = { $span } { $time }まで
instant = { $date } { $time }

# 比較の相手
before-day = 前日
before-week = 前週
before-biweek = 前2週
before-month = 前月
before-quarter = 前四半期
before-year = 前年度
before-range = 直前の同じ日数
year-ago-day = 前年同日
year-ago-week = 前年同週
year-ago-biweek = 1年前の2週
year-ago-month = 前年同月
year-ago-quarter = 前年同期
year-ago-year = 前年度
year-ago-range = 前年同期間

# ツールから取り込むもの
stream-stages = ステージ一覧
stream-owners = 担当者
stream-campaigns = キャンペーン
stream-emails = メール
stream-leads = リード
stream-stage_history = ステージ履歴
stream-removals = 削除・統合
stream-census = 全件照合
stream-deals = 商談
stream-engagements = 行動履歴

tool-hubspot = HubSpot
tool-mautic = Mautic

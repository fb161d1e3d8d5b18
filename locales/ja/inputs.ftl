# ツールから取り込むもの（続き）
stream-automations = オートメーション
stream-scenario_runs = シナリオの通過
stream-segments = セグメント
stream-forms = フォーム送信
stream-costs = キャンペーン費用

# 数値が出せない理由、いつからか、どの規則か
reason-tool-has-none = このツールには記録がありません
reason-tool-does-not-tell = このツールからはAPIで取得できません
reason-not-read = ツールにはありますが、funnelbot はまだ読み込みません
reason-not-configured = 先に { $setting } の設定が必要です
reason-needs-scope = 権限 { $scope } がありません
reason-since-first-poll = 初回の取り込み以降のみわかります
machine-opens-counted = 機械による開封（プライバシー保護やボット）も含みます（ツールに区別がありません）
machine-opens-unknown = 機械による開封（プライバシー保護やボット）を除くかどうかはツール側の設定によります（外部からは確認できません）
rule-sent-less-bounced = 到達数＝配信数−バウンス数
rule-spend-over-the-campaign = キャンペーンの費用を実施日数で均等に割ります
rule-last-acts = 各リードの最後の行動を取り込みごとに確認して数えます
rule-score-recalculated = スコアの履歴（計算された時刻）によります
rule-first-utm = 最初に流入したときの utm によります
rule-last-step = 後に続く手順のない手順まで進んだ人を完了とします

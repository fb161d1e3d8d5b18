# スラッシュコマンドの名前と説明。名前は32文字以内、説明は100文字以内、空白なし。

cmd-kpi = kpi
cmd-kpi-desc = マーケティングの数字を見る
cmd-kpi-funnel = ファネル
cmd-kpi-funnel-desc = 期間のファネル：到達・転換・在庫・滞在を比較つきで表示
cmd-kpi-funnel-opt-period = 期間
cmd-kpi-funnel-opt-period-desc = 例：last-week、2026-10、2026-W41、2026-10-01..2026-10-31（省略時は今月）
cmd-kpi-funnel-opt-compare = 比較
cmd-kpi-funnel-opt-compare-desc = 比較する相手（省略時は直前の期間）
cmd-kpi-funnel-opt-compare-previous = 直前の期間
cmd-kpi-funnel-opt-compare-last-year = 前年の同じ期間
cmd-kpi-funnel-opt-compare-none = 比較しない
cmd-kpi-funnel-opt-basis = 基準
cmd-kpi-funnel-opt-basis-desc = 転換率の数え方（省略時は期間基準）
cmd-kpi-funnel-opt-basis-period = 期間基準（期間内の件数どうし）
cmd-kpi-funnel-opt-basis-cohort = コホート基準（同じリードを追う）

cmd-leads = リード
cmd-leads-desc = リードを見る
cmd-leads-hot = ホット
cmd-leads-hot-desc = いまホットなリードと、その理由・担当を表示

cmd-report = レポート
cmd-report-desc = 定例の投稿
cmd-report-preview = プレビュー
cmd-report-preview-desc = 次の投稿の中身を、自分だけに表示
cmd-report-preview-opt-kind = 種類
cmd-report-preview-opt-kind-desc = どの投稿か
cmd-report-preview-opt-kind-weekly = 週次
cmd-report-preview-opt-kind-biweekly = 隔週の振り返り
cmd-report-preview-opt-kind-monthly = 月次
cmd-report-post = 投稿
cmd-report-post-desc = いますぐチャンネルに投稿（サーバー管理者のみ）
cmd-report-post-opt-kind = 種類
cmd-report-post-opt-kind-desc = どの投稿か
cmd-report-post-opt-kind-weekly = 週次
cmd-report-post-opt-kind-biweekly = 隔週の振り返り
cmd-report-post-opt-kind-monthly = 月次

cmd-status = 状態
cmd-status-desc = データの新しさ、エラー、対応づけのないステージ、次の投稿
cmd-help = ヘルプ
cmd-help-desc = コマンドと期間の書き方

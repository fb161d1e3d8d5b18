# ツールから取り込むもの（続き）
stream-automations = 自動化
stream-scenario_runs = シナリオの通過
stream-segments = セグメント

# ターミナルでの表示

# funnelbot check：確かめるもの
check-team = チーム設定
check-database = データベース
check-tool = ツール
check-account = ツールのアカウント
check-leads = リードの持ち主
check-streams = 読み取り
check-stages = ステージ
check-discord = Discord
check-channel = チャンネル
check-line = { $what }：{ $told }

check-team-read = { $file }（スケジュール { $schedules }件、ルール { $rules }件）
check-team-none = { $file } はないため、既定の設定で動きます（スケジュール { $schedules }件、ルール { $rules }件）
check-database-there = { $url }
check-database-none = { $url } にはまだありません。最初の取り込みで作られます
check-database-older = { $url } は古い版のものです。`funnelbot run` か `funnelbot sync --once` が更新します
check-database-no-folder = { $file } を置くフォルダーがありません。フォルダーを作るか、DATABASE_URL を直してください
check-tool-at = { $tool }（{ $address }）
check-account-named = { $name }
check-answers = 応答があります
check-leads-same = データベースのリードはこのアカウントのものです
check-stream-fault = { $stream }：{ $why }
check-streams-readable = { $count }種類のデータを読み取れます
check-stages-mapped = ツールの値はすべて対応づけられています
check-stage-unmapped = { $tool } の「{ $label }」にリードが { $leads }件ありますが、対応づけがありません。funnelbot.toml の [mapping.{ $table }] に "{ $raw }" = "{ $place }" と書いてください（ほかのステージや "outside" も可）
check-discord-server = トークンは有効です。サーバー { $guild } にコマンドを登録できます
check-discord-everywhere = トークンは有効です。ボットがいるすべてのサーバーにコマンドを登録できます
check-no-reports-channel = 投稿先のチャンネルがありません。.env の DISCORD_CHANNEL か、funnelbot.toml の [channels] の reports を設定してください
check-no-sales-channel = ホットリード通知先のチャンネルがありません。.env の DISCORD_CHANNEL か、funnelbot.toml の [channels] の sales を設定してください
check-channel-ready = { $channel } に投稿できます
check-channel-unknown = チャンネル { $channel } はありません。IDを直してください（Discord の「チャンネルIDをコピー」）
check-channel-hidden = ボットからチャンネル { $channel } が見えません。チャンネルの設定で「チャンネルを見る」を許可してください。サーバーにいない場合は招待してください
check-channel-not-text = チャンネル { $channel } はテキストチャンネルではありません。funnelbot.toml の [channels] か DISCORD_CHANNEL を直してください
check-channel-lacking = チャンネル { $channel } でボットの権限が足りません：{ $rights }。チャンネルの設定で許可してください
check-to-mend = 直すところが { $count }件あります（上の ✗）

# チャンネルの権限（Discord の設定画面の名前）
right-view = チャンネルを見る
right-send = メッセージを送信
right-embed = 埋め込みリンク
right-attach = ファイルを添付
right-history = メッセージ履歴を読む

# うまくいかない理由
fault-setting-missing = { $name } が設定されていません。.env に書いてください（意味は .env.example、入手先は docs/connect.ja.md）
fault-setting-which-tool = MA_TOOL が設定されておらず、HUBSPOT_TOKEN と MAUTIC_URL の両方があります。MA_TOOL=hubspot か MA_TOOL=mautic を書いてください
fault-setting-no-tool = マーケティングツールが設定されていません。HUBSPOT_TOKEN、または MAUTIC_URL・MAUTIC_USER・MAUTIC_PASSWORD を設定してください（入手先は docs/connect.ja.md）
fault-setting-unusable = { $name } は使えません：{ $why }。例：{ $example }
fault-setting-number = 「{ $value }」は整数ではありません
fault-setting-id = 「{ $value }」はIDではありません
fault-setting-duration = 「{ $value }」は時間の長さとして読めません
fault-setting-no-requests = リクエスト数が0では取り込めません
fault-setting-address = アドレスは http:// か https:// で始めてください
fault-setting-tool = 「{ $value }」は対応していないツールです。使えるのは hubspot と mautic です
fault-setting-too-often = 取り込みの間隔は10秒以上にしてください
fault-setting-log-format = 「{ $value }」は使えません。text か json です
fault-setting-log-level = 「{ $value }」というログの詳しさはありません
fault-env-line = .env の{ $line }行目：NAME=value の形ではありません
fault-env-unreadable = .env を読めません（{ $why }）
fault-team-file = { $file }：{ $why }
fault-team-file-missing = FUNNELBOT_CONFIG の { $file } というファイルはありません。名前を直すか、空にしてください（空なら funnelbot.toml）
fault-team-file-gone = { $file } がなくなっています。既定に戻すときは funnelbot.example.toml をそこに置いてください
fault-tool-denied = { $setting } が拒否されました。.env を直してください（入手先は docs/connect.ja.md）
fault-tool-scope = 権限 { $scope } がありません。ツール側で許可してください
fault-tool-throttled = { $until } までツールの利用制限がかかっています
fault-tool-away = ツールに接続できません：{ $what }
fault-tool-garbled = ツールの応答を読み取れません：{ $what }
fault-database-absent = データベースがまだありません（{ $path }）。先に `funnelbot sync --once` を実行するか、DATABASE_URL を直してください
fault-database-locked = データベース { $path } は別のプログラムが使用中です。ほかの funnelbot を終了する（開いているツールを閉じる）と使えます
fault-database-newer = データベースは新しい版の funnelbot のものです（スキーマ { $found }、この版は { $known } まで）。新しい版で動かすか、以前のバックアップに戻してください
fault-database-older = データベースは古いスキーマです（手順 { $lacks } がまだ当たっていません）。`funnelbot run` か `funnelbot sync --once` を実行すると更新されます
fault-database-full = ディスクがいっぱいです。データベースのある場所を空けてください。保存済みのデータは失われません
fault-database-corrupt = SQLite のデータベースとして読めません（{ $what }）。DATABASE_URL を確かめるか、バックアップから戻してください
fault-database-unusable = データベースを使えません（{ $what }）。DATABASE_URL とフォルダーの権限を確かめてください
fault-discord-token = Discord に { $setting } が拒否されました。Developer Portal（Bot → Reset Token）の現在のトークンを設定してください
fault-discord-guild = DISCORD_GUILD のサーバーにボットがいません。IDを直すか（Discord の「サーバーIDをコピー」）、ボットを招待してください
fault-discord-invitation = ボットはコマンドを登録できません。スコープ bot と applications.commands で招待し直してください
fault-discord-away = Discord に接続できません：{ $what }

# funnelbot sync と report
sync-incomplete = { $count }種類のデータを取り込めませんでした（{ $streams }、理由は上に表示）。読めた分は保存済みで、次の `funnelbot sync --once` は続きから始まります
sync-broken = { $count }件の記録を読み取れませんでした。/status で確認できます
report-nothing-yet = まだデータがありません。先に `funnelbot sync --once` を実行してください

# funnelbot demo
demo-title = funnelbot のデモ：{ $tool } 形のツールとチャット、リード5,000件の{ $weeks }週間です。すべてこのパソコンの中で動きます（トークン不要、外部への送信なし）。
demo-edited = { $channel }：{ $day } の投稿が編集されました
demo-pressed = 同じメッセージ（ボタンが押されたあと）
demo-farewell = デモは { $at } で終わりです。--keep ファイル名 を付けると、データベースを残して質問できます。
demo-farewell-kept = デモは { $at } で終わりです。残したデータベースへの質問：{ $ask }

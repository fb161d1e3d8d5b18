UPDATE raw_stage SET leads = 0 WHERE source = ?

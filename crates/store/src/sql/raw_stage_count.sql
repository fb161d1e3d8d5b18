UPDATE raw_stage SET leads = leads + ? WHERE source = ? AND raw = ?

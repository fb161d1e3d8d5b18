SELECT code, raw FROM raw_stage WHERE source = ? ORDER BY code

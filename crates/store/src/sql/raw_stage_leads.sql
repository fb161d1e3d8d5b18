SELECT raw, leads FROM raw_stage WHERE source = ?

SELECT ext_id, history, stage, link FROM lead WHERE source = ? AND differs = 1 ORDER BY id LIMIT ?

SELECT raw, label FROM tool_stage WHERE source = ?

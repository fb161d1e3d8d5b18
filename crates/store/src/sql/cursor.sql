SELECT cursor FROM sync_state WHERE source = ? AND stream = ?

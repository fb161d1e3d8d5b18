UPDATE post SET state = 'skipped', retry_at = NULL, setback = NULL, reason = 'lead-deleted' WHERE id = ?

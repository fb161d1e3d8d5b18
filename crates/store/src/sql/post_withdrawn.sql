UPDATE post SET state = 'skipped', retry_at = NULL, reason = 'lead-deleted' WHERE id = ?

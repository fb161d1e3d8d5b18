UPDATE post SET state = iif(?, 'failed', 'given_up'), retry_at = ?, setback = ?, reason = ? WHERE id = ?

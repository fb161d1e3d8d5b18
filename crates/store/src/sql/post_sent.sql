UPDATE post SET state = 'sent', sent_at = ?, message_id = ?, retry_at = NULL, reason = NULL, setback = NULL WHERE id = ?

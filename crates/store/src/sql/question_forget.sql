DELETE FROM question WHERE workspace = ?1 AND asked_at < ?2;

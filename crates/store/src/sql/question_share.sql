UPDATE question SET shared_at = ?3 WHERE workspace = ?1 AND id = ?2 AND shared_at IS NULL;

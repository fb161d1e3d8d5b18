UPDATE ping SET claimed_by = ?, claimed_at = ? WHERE id = ? AND claimed_by IS NULL AND gone IS NULL

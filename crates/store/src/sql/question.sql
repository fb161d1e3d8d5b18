SELECT command, given, locale, as_of, asked_at FROM question WHERE workspace = ?1 AND id = ?2 AND asked_at >= ?3;

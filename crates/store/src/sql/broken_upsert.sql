INSERT INTO broken_record (source, stream, record, why, seen_at)
VALUES /*row*/ (?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, stream, record) DO UPDATE SET why = excluded.why, seen_at = excluded.seen_at

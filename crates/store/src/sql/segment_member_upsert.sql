INSERT INTO segment_member (source, segment, lead, since, seen)
VALUES /*row*/ (?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, segment, lead) DO UPDATE SET since = excluded.since, seen = excluded.seen, left_at = NULL
WHERE since IS NOT excluded.since OR seen < excluded.seen

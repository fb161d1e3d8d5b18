-- The active segments in which each lead is at an instant.
SELECT member.lead, segment.name
FROM segment_member AS member
JOIN segment ON segment.source = member.source AND segment.ext_id = member.segment
WHERE member.lead IN (/*row*/ ? /*row*/) AND segment.active = 1
    AND coalesce(member.since, 0) < ? AND (member.left_at IS NULL OR member.left_at >= ?)

SELECT member.lead, coalesce(member.since, 0), member.left_at
FROM segment_member AS member
JOIN segment ON segment.source = member.source AND segment.ext_id = member.segment
WHERE segment.active = 1 AND member.lead IN (/*row*/ ? /*row*/)

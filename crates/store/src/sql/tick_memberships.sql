-- Since when leads were in segments in use, and up to when.
SELECT json_group_array(json_array(member.lead, coalesce(member.since, 0), member.left_at))
FROM json_each(?1) AS asked
CROSS JOIN segment_member AS member ON member.lead = asked.value
JOIN segment ON segment.source = member.source AND segment.ext_id = member.segment
WHERE segment.active = 1

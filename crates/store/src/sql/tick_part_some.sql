-- Parts of days: a JSON list (?2) names the day and the block of each.
SELECT part.day, part.block, part.ticks
FROM json_each(?2) AS asked
CROSS JOIN tick_part AS part
    ON part.workspace = ?1 AND part.day = asked.value ->> 0 AND part.block = asked.value ->> 1

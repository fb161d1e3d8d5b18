-- Visitors of days that lie wholly in a span.
SELECT first_day, last_day, sum(visitors)
FROM traffic_entry
WHERE workspace = ? AND first_day >= ? AND last_day <= ?
GROUP BY first_day, last_day
ORDER BY first_day, last_day

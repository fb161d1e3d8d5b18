INSERT INTO day_rollup (workspace, day, facts, cohorts, moves)
VALUES /*row*/ (?, ?, ?, ?, ?) /*row*/
ON CONFLICT (workspace, day) DO UPDATE
SET facts = excluded.facts, cohorts = excluded.cohorts, moves = excluded.moves

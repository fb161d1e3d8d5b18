"""One month's report against the month before by DuckDB on the raw table of stage changes.

    python3 benches/on_duckdb.py changes.csv expected.json

Prints the median in seconds, after it has compared its numbers with the expected ones (the JSON of
/kpi funnel). Run by `cargo bench --bench speed -- funnel` where BENCH_PYTHON names a Python with duckdb.
"""

import datetime
import json
import statistics
import sys
import time

import duckdb

RUNS = 7
RANKS = range(5)
PAIRS = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]

REACHED = "SELECT lead, " + ", ".join(
    f"min(moment) FILTER (WHERE place BETWEEN {rank} AND 4) AS r{rank}" for rank in RANKS
) + " FROM change GROUP BY lead"

MOVES = """
SELECT lead, moment, place AS target,
       lag(place, 1, 250) OVER w AS origin, lag(moment) OVER w AS since
FROM change WINDOW w AS (PARTITION BY lead ORDER BY moment)
"""


def queries(start, end):
    """The statements of one span, each with the name of its answer."""
    inside = f">= {start} AND {{0}} < {end}"

    def within(column):
        return f"{column} {inside.format(column)}"

    entered = ", ".join(f"count(*) FILTER (WHERE {within(f'r{rank}')})" for rank in RANKS)
    lags = ", ".join(
        f"quantile_cont(r{b} - r{a}, 0.5) FILTER (WHERE {within(f'r{b}')})" for a, b in PAIRS
    )
    return {
        "reached": f"SELECT {entered}, {lags} FROM ({REACHED})",
        "flows": f"SELECT origin, target, count(*) FROM ({MOVES}) WHERE {within('moment')} GROUP BY ALL",
        "visits": f"""SELECT origin, quantile_cont(moment - since, 0.5), quantile_cont(moment - since, 0.9)
            FROM ({MOVES}) WHERE {within('moment')} AND origin <= 4 GROUP BY origin ORDER BY origin""",
        "stock": f"""SELECT place, count(*) FROM
            (SELECT arg_max(place, moment) AS place FROM change WHERE moment < {start} GROUP BY lead)
            WHERE place <= 4 GROUP BY place ORDER BY place""",
    }


def report(connection, spans):
    return [
        {name: connection.execute(sql).fetchall() for name, sql in queries(*span).items()}
        for span in spans
    ]


def milliseconds(instant):
    return round(datetime.datetime.fromisoformat(instant).timestamp() * 1000)


def check(answer, expected, side):
    """What is counted here must be what is expected, digit for digit."""

    def numbers(row):
        return row if side == "now" else row["previous"]

    stages = [numbers(row) for row in expected["stages"]]
    reached = answer["reached"][0]
    assert list(reached[:5]) == [stage["entered"] for stage in stages]
    velocity = [numbers(row)["median_seconds"] for row in expected["velocity"]]
    assert [lag / 1000 for lag in reached[5:]] == velocity
    assert [row[1] for row in answer["stock"]] == [stage["stock_start"] for stage in stages]
    visits = [numbers(row) for row in expected["time_in_stage"]]
    assert [row[1] / 1000 for row in answer["visits"]] == [row["median_seconds"] for row in visits]
    for rank, stage in enumerate(stages):
        assert sum(count for _, target, count in answer["flows"] if target == rank) == stage["inflow"]


def main():
    table, answer = sys.argv[1:]
    with open(answer, encoding="utf-8") as file:
        expected = json.load(file)
    spans = [
        (milliseconds(span["start"]), milliseconds(span["end"]))
        for span in (expected["period"], expected["comparison"])
    ]
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE change AS FROM read_csv('{table}')")
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        answers = report(connection, spans)
        times.append(time.perf_counter() - begun)
    for measured, side in zip(answers, ("now", "previous")):
        check(measured, expected, side)
    print(statistics.median(times))


main()

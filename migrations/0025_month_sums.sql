-- What a calendar month that is over comes to, with its medians worked out; gone as soon as one of its days changes.
CREATE TABLE month_sum (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    -- The month's first local day, counted from 1970-01-01.
    first_day INTEGER NOT NULL,
    sums      BLOB NOT NULL,
    PRIMARY KEY (workspace, first_day)
) STRICT, WITHOUT ROWID;

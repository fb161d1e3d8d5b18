-- What each stage meant, and since when: told where somebody asks what it means.

CREATE TABLE stage_version (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    stage     TEXT NOT NULL,
    -- Counted from 1, stage by stage.
    version   INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    -- Its values in the tools, the stages from it on, its written definition and its team, as JSON.
    terms     TEXT NOT NULL,
    PRIMARY KEY (workspace, stage, version)
) STRICT, WITHOUT ROWID;

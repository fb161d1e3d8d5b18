-- Migration 0020 brings indexes and no table.
SELECT count(*) FROM engagement;

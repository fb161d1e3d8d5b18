-- The file of targets in which a goal stands: the same name again replaces what that file said before. NULL where a person
-- set it.
ALTER TABLE goal ADD COLUMN file TEXT;

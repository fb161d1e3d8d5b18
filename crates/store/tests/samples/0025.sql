-- Rows for every table of migration 0025.
INSERT INTO month_sum (workspace, first_day, sums) VALUES (1, 20698, x'00');

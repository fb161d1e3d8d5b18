-- Rows for every table of migration 0026.
INSERT INTO lead_ticks (lead, ticks) SELECT min(id), x'00' FROM lead;
INSERT INTO tick_day (workspace, day, sums) VALUES (1, 20698, x'');
INSERT INTO tick_month (workspace, first_day, sums) VALUES (1, 20698, x'');
INSERT INTO tick_part (workspace, day, block, ticks) VALUES (1, 20698, 0, x'');
INSERT INTO comeback_day (workspace, day, comebacks) VALUES (1, 20698, x'');

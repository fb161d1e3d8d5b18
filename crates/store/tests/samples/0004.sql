INSERT INTO cost_entry (workspace, first_day, last_day, minor, currency, channel, file, line, entered_at)
VALUES (1, '2026-10-01', '2026-10-31', 1200000, 'JPY', 'ads', 'costs.csv', 2, 1790000000000);
INSERT INTO traffic_entry (workspace, first_day, last_day, visitors, file, line, entered_at)
VALUES (1, '2026-10-01', '2026-10-31', 5400, 'traffic.csv', 2, 1790000000000);
INSERT INTO deal_entry (workspace, deal, customer, won_on, minor, currency, monthly_minor, monthly_currency, file, line, entered_at)
VALUES (1, 'D-1', 'C-1', '2026-10-05', 2000000, 'JPY', 50000, 'JPY', 'deals.csv', 2, 1790000000000);

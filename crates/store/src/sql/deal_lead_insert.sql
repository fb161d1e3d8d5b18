INSERT INTO deal_lead (deal, lead)
VALUES /*row*/ (?, ?) /*row*/

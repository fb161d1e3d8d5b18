-- Whose a deal is: the company of its first lead, else that lead; NULL where it has no lead. Kept here so that the deals
-- of the customers that moved are found without looking at all.
ALTER TABLE deal ADD COLUMN customer TEXT;

CREATE VIEW deal_whose (deal, customer) AS
SELECT deal.id, (
    SELECT coalesce(lead.company, 'lead ' || lead.id)
    FROM deal_lead JOIN lead ON lead.id = deal_lead.lead
    WHERE deal_lead.deal = deal.id
    ORDER BY lead.id
    LIMIT 1
)
FROM deal;

UPDATE deal SET customer = (SELECT customer FROM deal_whose WHERE deal_whose.deal = deal.id);

CREATE TRIGGER deal_lead_added AFTER INSERT ON deal_lead BEGIN
    UPDATE deal SET customer = (SELECT customer FROM deal_whose WHERE deal_whose.deal = deal.id)
    WHERE id = new.deal;
END;

CREATE TRIGGER deal_lead_changed AFTER UPDATE ON deal_lead BEGIN
    UPDATE deal SET customer = (SELECT customer FROM deal_whose WHERE deal_whose.deal = deal.id)
    WHERE id IN (old.deal, new.deal);
END;

CREATE TRIGGER deal_lead_removed AFTER DELETE ON deal_lead BEGIN
    UPDATE deal SET customer = (SELECT customer FROM deal_whose WHERE deal_whose.deal = deal.id)
    WHERE id = old.deal;
END;

CREATE TRIGGER lead_company_changed AFTER UPDATE OF company ON lead WHEN old.company IS NOT new.company BEGIN
    UPDATE deal SET customer = (SELECT customer FROM deal_whose WHERE deal_whose.deal = deal.id)
    WHERE id IN (SELECT deal FROM deal_lead WHERE lead = new.id);
END;

-- From when on a deal recurs.
ALTER TABLE deal ADD COLUMN recurs_from INTEGER GENERATED ALWAYS AS (coalesce(starts_at, closed_at)) VIRTUAL;

-- With all columns of their conditions, so that the table itself is not read.
CREATE INDEX deal_won ON deal (source, closed_at, amount_minor, currency, won, removed_at) WHERE won = 1 AND removed_at IS NULL;
CREATE INDEX deal_recurring
ON deal (source, monthly_currency, monthly_minor, starts_at, closed_at, ends_at, won, removed_at)
WHERE won = 1 AND removed_at IS NULL AND monthly_minor IS NOT NULL AND monthly_currency IS NOT NULL;
CREATE INDEX deal_recurs_from ON deal (source, recurs_from)
WHERE won = 1 AND removed_at IS NULL AND monthly_minor IS NOT NULL AND monthly_currency IS NOT NULL;
CREATE INDEX deal_ends ON deal (source, ends_at)
WHERE won = 1 AND removed_at IS NULL AND monthly_minor IS NOT NULL AND monthly_currency IS NOT NULL;
CREATE INDEX deal_customer ON deal (customer)
WHERE won = 1 AND removed_at IS NULL AND monthly_minor IS NOT NULL AND monthly_currency IS NOT NULL;
CREATE INDEX deal_currency ON deal (source, currency, amount_minor, removed_at) WHERE removed_at IS NULL AND amount_minor IS NOT NULL;

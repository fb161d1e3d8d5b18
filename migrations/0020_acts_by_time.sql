-- Acts by when they happened: who became active, who went quiet, who left the mailing list.

CREATE INDEX engagement_acted ON engagement (at) WHERE kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed');
CREATE INDEX engagement_unsubscribed ON engagement (at) WHERE kind = 'unsubscribed';

-- Leads of the companies that the team wants to win.
CREATE INDEX lead_target ON lead (source) WHERE target_list = 1;

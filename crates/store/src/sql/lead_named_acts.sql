-- What each lead has done up to an instant that a method can name.
SELECT DISTINCT lead, kind, asset, url
FROM engagement
WHERE lead IN (/*row*/ ? /*row*/) AND kind IN ('form_submitted', 'downloaded', 'email_clicked', 'page_viewed') AND at < ?

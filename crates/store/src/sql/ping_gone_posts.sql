UPDATE post SET stale = 1 WHERE id IN (SELECT post FROM ping WHERE gone IS NULL AND lead IN (/*row*/ ? /*row*/))

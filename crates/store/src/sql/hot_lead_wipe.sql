DELETE FROM hot_lead WHERE lead IN (/*row*/ ? /*row*/)

DELETE FROM lead_unsettled WHERE lead IN (/*row*/ ? /*row*/)

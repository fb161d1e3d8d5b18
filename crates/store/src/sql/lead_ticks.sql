SELECT lead, ticks FROM lead_ticks WHERE lead IN (/*row*/ ? /*row*/)

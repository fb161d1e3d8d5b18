SELECT lead, told, history FROM lead_score WHERE lead IN (/*row*/ ? /*row*/)

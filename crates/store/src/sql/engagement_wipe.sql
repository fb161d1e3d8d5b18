UPDATE engagement SET url = NULL WHERE url IS NOT NULL AND lead IN (/*row*/ ? /*row*/)

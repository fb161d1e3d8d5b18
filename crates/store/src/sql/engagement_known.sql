SELECT count(*) FROM engagement WHERE source = ? AND ext_id IN (/*row*/ ? /*row*/)

SELECT lead, at FROM step_run WHERE failed = 0 AND lead IN (/*row*/ ? /*row*/)

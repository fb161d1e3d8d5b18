SELECT day, sums FROM tick_day WHERE workspace = ? AND day IN (/*row*/ ? /*row*/)

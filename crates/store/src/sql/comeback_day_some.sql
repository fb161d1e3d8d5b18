SELECT day, comebacks FROM comeback_day WHERE workspace = ? AND day IN (/*row*/ ? /*row*/)

-- What stands behind the page can be what the person typed.
UPDATE engagement SET url = substr(url, 1, min(instr(url || '?', '?'), instr(url || '#', '#')) - 1)
WHERE (url LIKE '%?%' OR url LIKE '%#%') AND lead IN (/*row*/ ? /*row*/)

INSERT INTO engagement (source, ext_id, kind, at, lead, asset, url)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, ext_id) DO UPDATE SET
    kind = excluded.kind, at = excluded.at, lead = excluded.lead, asset = excluded.asset, url = excluded.url
WHERE kind <> excluded.kind OR at <> excluded.at OR lead IS NOT excluded.lead
    OR asset IS NOT excluded.asset OR url IS NOT excluded.url

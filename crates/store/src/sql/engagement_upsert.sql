INSERT INTO engagement (source, ext_id, kind, at, lead, asset, url, send, sent_at)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, ext_id) DO UPDATE SET
    kind = excluded.kind, at = excluded.at, url = excluded.url,
    -- What the tool has forgotten since is still known here.
    lead = coalesce(excluded.lead, lead), asset = coalesce(excluded.asset, asset),
    send = coalesce(excluded.send, send), sent_at = coalesce(excluded.sent_at, sent_at)
WHERE kind <> excluded.kind OR at <> excluded.at OR url IS NOT excluded.url
    OR coalesce(excluded.lead, lead) IS NOT lead OR coalesce(excluded.asset, asset) IS NOT asset
    OR coalesce(excluded.send, send) IS NOT send OR coalesce(excluded.sent_at, sent_at) IS NOT sent_at

SELECT EXISTS (
    SELECT 1 FROM lead JOIN source ON source.id = lead.source
    WHERE lead.id = ? AND source.workspace = ?
        AND known = 1 AND excluded = 0 AND merged_into IS NULL AND removed_at IS NULL
)

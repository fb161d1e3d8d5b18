UPDATE lead SET merged_into = ? WHERE merged_into = ?

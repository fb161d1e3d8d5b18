DELETE FROM segment_member WHERE lead = ?

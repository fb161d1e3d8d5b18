UPDATE OR IGNORE segment_member SET lead = ? WHERE lead = ?

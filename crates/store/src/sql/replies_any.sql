SELECT EXISTS (SELECT 1 FROM engagement WHERE source = ? AND kind = 'email_replied')

UPDATE ping SET gone = 'unsaid' WHERE post = ?

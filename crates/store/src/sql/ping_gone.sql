-- What was tried to be sent may have been read, except where the chat refused it.
UPDATE ping SET gone = (
    SELECT iif(post.state IN ('owed', 'given_up'), 'unsaid', 'said') FROM post WHERE post.id = ping.post
)
WHERE gone IS NULL AND post IS NOT NULL AND lead IN (/*row*/ ? /*row*/)

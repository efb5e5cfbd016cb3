-- what a run put before whoever signs, the last time first
SELECT q.id, q.release_id, q.content_sha256, o.answer
FROM release.sign_off_request AS q
LEFT JOIN release.sign_off AS o ON o.request_id = q.id
WHERE q.run = :run
ORDER BY q.id DESC

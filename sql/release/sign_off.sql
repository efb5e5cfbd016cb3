-- the last answer on a report
SELECT q.content_sha256, o.answer, o.responder, o.reason
FROM release.sign_off_request AS q
JOIN release.sign_off AS o ON o.request_id = q.id
WHERE q.release_id = :release_id
ORDER BY q.id DESC
LIMIT 1

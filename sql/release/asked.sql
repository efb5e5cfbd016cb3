-- what a task instance put before whoever signs, with the answer that was kept
SELECT q.id, q.release_id, q.content_sha256, o.answer
FROM release.sign_off_request AS q
LEFT JOIN release.sign_off AS o ON o.request_id = q.id
WHERE q.asked_in = :asked_in

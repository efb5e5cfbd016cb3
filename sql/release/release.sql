-- a report with the hash of what it says, none when that was not kept, and what has replaced it
SELECT r.*, c.sha256, s.id AS successor_id
FROM release.release AS r
LEFT JOIN release.content AS c ON c.release_id = r.id
LEFT JOIN release.release AS s ON s.predecessor_id = r.id
WHERE r.id = :release_id

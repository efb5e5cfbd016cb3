-- the newest file of each edition: the signed one once there is one
SELECT DISTINCT ON (edition) edition, path, sha256
FROM release.release_file
WHERE release_id = :release_id
ORDER BY edition, id DESC

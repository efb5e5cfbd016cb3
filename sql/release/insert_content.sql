INSERT INTO release.content (release_id, sha256, content, texts)
VALUES (:release_id, :sha256, :content, CAST(:texts AS jsonb))

INSERT INTO release.release_file (release_id, edition, sha256, path)
VALUES (:release_id, :edition, :sha256, :path)
ON CONFLICT DO NOTHING

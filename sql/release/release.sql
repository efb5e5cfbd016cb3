SELECT * FROM release.release WHERE id = :release_id

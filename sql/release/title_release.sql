UPDATE release.release SET title = :title WHERE id = :release_id

SELECT sha256, content FROM release.content WHERE release_id = :release_id

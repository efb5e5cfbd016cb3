INSERT INTO release.sign_off_request (release_id, content_sha256, channel, run, asked_in)
VALUES (:release_id, :sha256, :channel, :run, :asked_in)
RETURNING id

INSERT INTO release.release_return (release_id, return_id) VALUES (:release_id, :return_id)

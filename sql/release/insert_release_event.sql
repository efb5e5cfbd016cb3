INSERT INTO release.release_event (release_id, state, actor, reason)
VALUES (:release_id, :state, :actor, :reason)

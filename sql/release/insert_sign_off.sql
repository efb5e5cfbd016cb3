INSERT INTO release.sign_off (request_id, answer, responder, reason, answered_at)
VALUES (:request_id, :answer, :responder, :reason, :answered_at)

INSERT INTO registry.incident (kind, submission_id, return_id, detail)
VALUES (:kind, :submission_id, :return_id, :detail)
RETURNING id

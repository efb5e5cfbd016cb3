INSERT INTO registry.version_proposal (return_id, kind, reason, actor)
VALUES (:return_id, :kind, :reason, :actor)
RETURNING id

INSERT INTO registry.return_event (return_id, state, actor, reason)
VALUES (:return_id, :state, :actor, :reason)

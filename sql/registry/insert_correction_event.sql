INSERT INTO registry.correction_event (correction_id, decision, actor, reason)
VALUES (:correction_id, :decision, :actor, :reason)

INSERT INTO registry.waiver_event (waiver_id, decision, actor, reason)
VALUES (:waiver_id, 'revoked', :actor, :reason)

INSERT INTO registry.version_decision (proposal_id, decision, actor, reason)
VALUES (:proposal_id, :decision, :actor, :reason)

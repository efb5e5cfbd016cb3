INSERT INTO registry.period_event (period_key, kind, release_id, actor, reason)
VALUES (:period_key, :kind, :release_id, :actor, :reason)

SELECT e.kind, e.release_id, e.actor, e.reason, e.at
FROM registry.period_event e WHERE e.period_key = :period_key ORDER BY e.id DESC

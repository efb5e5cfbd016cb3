UPDATE release.release
SET state = :state, number = :number, decided_at = now(), decided_by = :actor, reason = :reason
WHERE id = :release_id

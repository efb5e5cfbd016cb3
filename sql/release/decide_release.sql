UPDATE release.release
SET state = :state, number = :number, signed_on = :signed_on, decided_at = now(),
    decided_by = :actor, reason = :reason
WHERE id = :release_id

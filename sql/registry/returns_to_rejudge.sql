-- Returns that today's rules may be tried on: those in force, and newest versions that wait or were
-- refused; of a period, or of all, and one of them alone where it is named.
SELECT i.return_id, i.period_key, true AS is_in_force
FROM mart.return_in_force i
WHERE (CAST(:period_key AS text) IS NULL OR i.period_key = :period_key)
    AND (CAST(:return_id AS bigint) IS NULL OR i.return_id = :return_id)
UNION
SELECT t.return_id, t.period_key, false
FROM registry.standing t
WHERE t.state IN ('rejected', 'needs_confirmation', 'awaiting_signature')
    AND (CAST(:period_key AS text) IS NULL OR t.period_key = :period_key)
    AND (CAST(:return_id AS bigint) IS NULL OR t.return_id = :return_id)
ORDER BY 2, 3, 1

-- The agency's head stands behind returns of theirs; the database refuses any that may not be signed.
INSERT INTO registry.signature (return_id, actor)
SELECT r.id, :actor
FROM registry.return r
WHERE r.id = ANY (CAST(:ids AS bigint[]))
    AND r.agency_id = :agency_id AND r.period_key = :period_key
ORDER BY r.id
ON CONFLICT (return_id) DO NOTHING

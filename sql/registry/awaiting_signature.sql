-- Those of an agency's returns of a period that wait for nothing but the signature they now have.
SELECT r.id
FROM registry.return r
JOIN registry.return_state s ON s.return_id = r.id AND s.state = 'awaiting_signature'
JOIN registry.signature g ON g.return_id = r.id
WHERE r.id = ANY (CAST(:ids AS bigint[]))
    AND r.agency_id = :agency_id AND r.period_key = :period_key
ORDER BY r.id

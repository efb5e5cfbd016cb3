-- Signatures under an agency's returns of a period.
SELECT g.return_id, g.actor, g.at
FROM registry.signature g JOIN registry.return r ON r.id = g.return_id
WHERE r.agency_id = :agency_id AND r.period_key = :period_key

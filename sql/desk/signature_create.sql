-- The agency's head stands behind the newest version of each of its returns of a period.
INSERT INTO registry.signature (return_id, actor)
SELECT r.id, :actor
FROM (
    SELECT DISTINCT ON (form_id) id FROM registry.return
    WHERE agency_id = :agency_id AND period_key = :period_key
    ORDER BY form_id, version DESC
) r
ON CONFLICT (return_id) DO NOTHING
RETURNING id

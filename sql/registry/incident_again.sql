-- Of an open incident of the same work: keep that it failed again, and give its id.
INSERT INTO registry.incident_event (incident_id, kind, detail)
SELECT i.id, 'again', CAST(:detail AS text)
FROM registry.incident i
WHERE i.kind = :kind
    AND i.submission_id IS NOT DISTINCT FROM CAST(:submission_id AS bigint)
    AND i.return_id IS NOT DISTINCT FROM CAST(:return_id AS bigint)
    AND NOT EXISTS (
        SELECT FROM registry.incident_event e WHERE e.incident_id = i.id AND e.kind = 'resolved')
ORDER BY i.id DESC
LIMIT 1
RETURNING incident_id

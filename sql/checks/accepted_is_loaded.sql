-- Accepted returns whose rows lie nowhere, save those that wait because of a known fault of ours.
SELECT r.form_id, r.agency_id, r.period_key, NULL AS column_name, 1::numeric AS expected,
    0::numeric AS value
FROM registry.return r
JOIN registry.return_state s ON s.return_id = r.id AND s.state = 'accepted'
WHERE r.period_key = ANY (CAST(:period_keys AS text[]))
    AND NOT EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = r.id)
    AND NOT EXISTS (
        SELECT FROM registry.incident i
        WHERE (i.return_id = r.id OR i.submission_id = r.submission_id) AND NOT EXISTS (
            SELECT FROM registry.incident_event e
            WHERE e.incident_id = i.id AND e.kind = 'resolved'))
ORDER BY r.id

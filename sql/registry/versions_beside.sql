-- All versions of the agency, form and period of some returns, oldest first.
SELECT r.id AS asked_id, v.version, s.received_at, st.state,
    EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = v.id) AS is_loaded
FROM registry.return r
JOIN registry.return v USING (agency_id, form_id, period_key)
JOIN registry.submission s ON s.id = v.submission_id
JOIN registry.return_state st ON st.return_id = v.id
WHERE r.id = ANY (CAST(:ids AS bigint[]))
ORDER BY r.id, v.version

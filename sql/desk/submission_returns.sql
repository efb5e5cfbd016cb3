-- The returns of a submission with their states.
SELECT r.id AS return_id, r.agency_id, r.form_id, r.period_key, r.version, st.state,
       st.at AS state_at,
       (SELECT count(*) FROM registry.standing_finding f
        WHERE f.return_id = r.id AND f.severity = 'critical') AS critical_count,
       (SELECT count(*) FROM registry.standing_finding f
        WHERE f.return_id = r.id AND f.severity = 'warning') AS warning_count
FROM registry.return r
JOIN registry.return_state st ON st.return_id = r.id
WHERE r.submission_id = :submission_id
ORDER BY r.form_id

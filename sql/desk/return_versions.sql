-- All versions of the same agency, form and period, oldest first, with the count of findings.
SELECT r.id AS return_id, r.version, s.received_at, s.file_name, s.channel, st.state,
       count(f.id) FILTER (WHERE f.severity = 'critical') AS critical_count,
       count(f.id) FILTER (WHERE f.severity = 'warning') AS warning_count
FROM registry.return r
JOIN registry.submission s ON s.id = r.submission_id
JOIN registry.return_state st ON st.return_id = r.id
LEFT JOIN registry.standing_finding f ON f.return_id = r.id
WHERE r.agency_id = :agency_id AND r.form_id = :form_id AND r.period_key = :period_key
GROUP BY r.id, r.version, s.received_at, s.file_name, s.channel, st.state
ORDER BY r.version

SELECT r.id, r.submission_id, s.sha256, s.file_name, r.agency_id, r.form_id, r.period_key,
    r.version, r.sheet, r.data_note, r.edition, st.state, st.at AS state_at, s.received_at,
    EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = r.id) AS is_loaded
FROM registry.return r
JOIN registry.submission s ON s.id = r.submission_id
JOIN registry.return_state st ON st.return_id = r.id
WHERE r.id = ANY (CAST(:ids AS bigint[]))
    OR r.submission_id = ANY (CAST(:submission_ids AS bigint[]))
ORDER BY r.id

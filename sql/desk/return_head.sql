-- One return with its workbook and its state.
SELECT r.id AS return_id, r.submission_id, r.agency_id, r.form_id, r.period_key, r.version, r.sheet,
       r.letters, r.more_sheets, r.data_note, r.is_nil, r.edition, s.sha256, s.file_name, s.channel, s.received_at,
       s.size_bytes, st.state, st.at AS state_at,
       EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = r.id) AS is_loaded,
       EXISTS (SELECT FROM registry.standing t WHERE t.return_id = r.id) AS stands
FROM registry.return r
JOIN registry.submission s ON s.id = r.submission_id
JOIN registry.return_state st ON st.return_id = r.id
WHERE r.id = :return_id

SELECT r.id FROM registry.return r
JOIN registry.return_state st ON st.return_id = r.id
WHERE st.state = 'accepted'
    AND (:all OR r.submission_id = ANY (CAST(:submission_ids AS bigint[])))
    AND NOT EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = r.id)
ORDER BY r.id

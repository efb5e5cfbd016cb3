-- What an agency sent for a period, newest first: recognised as its own, or put on its page.
SELECT s.id AS submission_id, s.file_name, s.channel, s.received_at, s.size_bytes, s.state,
       (SELECT u.refusal FROM registry.upload u WHERE u.submission_id = s.id AND u.refusal <> ''
       ) AS refusal,
       count(r.id) AS return_count,
       count(r.id) FILTER (WHERE st.state = 'accepted') AS accepted_count,
       count(r.id) FILTER (WHERE st.state = 'rejected') AS rejected_count,
       count(r.id) FILTER (WHERE st.state = 'needs_confirmation') AS needs_confirmation_count,
       count(r.id) FILTER (WHERE st.state = 'awaiting_signature') AS awaiting_signature_count,
       count(r.id) FILTER (WHERE st.state = 'superseded') AS superseded_count,
       count(r.id) FILTER (WHERE st.state = 'withdrawn') AS withdrawn_count
FROM registry.submission s
LEFT JOIN registry.return r
       ON r.submission_id = s.id AND r.agency_id = :agency_id AND r.period_key = :period_key
LEFT JOIN registry.return_state st ON st.return_id = r.id
WHERE (s.agency_id = :agency_id AND s.period_key = :period_key)
   OR EXISTS (
       SELECT FROM registry.upload u
       WHERE u.submission_id = s.id AND u.agency_id = :agency_id AND u.period_key = :period_key
   )
GROUP BY s.id
ORDER BY s.id DESC
LIMIT 100

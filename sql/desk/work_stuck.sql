-- Workbooks that got nowhere: unread or unjudged for longer than they should, or not recognised.
SELECT s.id AS submission_id, s.file_name, s.channel, s.received_at, s.state, s.agency_id,
       s.period_key,
       (SELECT f.message FROM registry.standing_finding f
        WHERE f.submission_id = s.id AND f.return_id IS NULL
        ORDER BY f.rung, f.id LIMIT 1) AS message
FROM registry.submission s
WHERE (s.state IN ('received', 'read') AND s.received_at < now() - interval '10 minutes')
   OR (s.state = 'unreadable' AND s.received_at > now() - interval '90 days' AND NOT EXISTS (
       SELECT FROM registry.upload u
       JOIN registry.return r ON r.agency_id = u.agency_id AND r.period_key = u.period_key
       JOIN registry.submission later ON later.id = r.submission_id
       WHERE u.submission_id = s.id AND later.id > s.id
   ))
ORDER BY s.id
LIMIT 200

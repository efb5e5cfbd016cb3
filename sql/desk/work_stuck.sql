-- Workbooks that got nowhere: unread or unjudged for longer than they should, not recognised, or
-- refused on the page of an agency that has sent nothing better since.
SELECT * FROM (
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
UNION ALL
SELECT u.submission_id, u.file_name, s.channel, u.at, 'refused', u.agency_id, u.period_key, u.refusal
FROM registry.upload u
JOIN registry.submission s ON s.id = u.submission_id
WHERE u.refusal <> '' AND u.at > now() - interval '90 days' AND NOT EXISTS (
    SELECT FROM registry.upload later
    JOIN registry.submission n ON n.id = later.submission_id
    WHERE later.agency_id = u.agency_id AND later.period_key = u.period_key AND later.id > u.id
        AND (later.refusal = '' OR n.sha256 = s.sha256)
)
UNION ALL
SELECT s.id, s.file_name, s.channel, s.received_at, 'refused', NULL, NULL, e.detail
FROM registry.submission s
JOIN registry.submission_event e ON e.submission_id = s.id AND e.kind = 'refused'
WHERE s.is_secret AND s.received_at > now() - interval '90 days'
    AND NOT EXISTS (SELECT FROM registry.upload u WHERE u.submission_id = s.id)
) stuck
ORDER BY submission_id
LIMIT 200

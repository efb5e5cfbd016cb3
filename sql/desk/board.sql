-- Where each obligation of a period stands, with the version that stands of it: its file, what its
-- warnings still wait for, and, of one in force, how much a later judgement asks about.
-- In: period_key. Out: one row per agency and form that owes it; return_id is empty when nothing came.
SELECT o.agency_id, o.form_id, o.due_on, o.is_extended, o.is_backfilled, o.is_late,
       o.newest_state AS board_state, o.turn, o.accepted_version,
       o.return_id, o.latest_state AS state, o.latest_at AS state_at,
       r.version, r.submission_id, r.is_nil, s.received_at, s.file_name, s.sha256,
       (SELECT count(*) FROM registry.standing_finding f
        WHERE f.return_id = o.return_id AND f.severity = 'critical') AS critical_count,
       (SELECT count(*) FROM registry.unexplained u
        WHERE u.return_id = o.return_id) AS unexplained_count,
       CASE WHEN o.latest_state = 'accepted' AND EXISTS (
           SELECT FROM registry.judgement j WHERE j.return_id = o.return_id AND j.cause <> 'received'
       ) THEN (
           SELECT count(*) FROM registry.finding_status a WHERE a.return_id = o.return_id AND a.is_open
       ) ELSE 0 END AS asked_count
FROM registry.obligation_standing o
LEFT JOIN registry.return r ON r.id = o.return_id
LEFT JOIN registry.submission s ON s.id = r.submission_id
WHERE o.period_key = :period_key

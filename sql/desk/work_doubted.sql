-- Returns in force in which a later judgement found something that nobody has decided on. Few returns
-- are judged twice: they are found first, for asking of each return whether it is in force costs more.
WITH again AS MATERIALIZED (
    SELECT return_id, max(at) AS at, max(seq) AS seq FROM registry.judgement
    WHERE cause <> 'received' GROUP BY return_id
)
SELECT i.return_id, i.agency_id, i.form_id, i.period_key, r.version,
    count(*) FILTER (WHERE s.severity = 'critical') AS critical_count,
    count(*) FILTER (WHERE s.severity = 'warning') AS warning_count,
    max(j.at) AS since
FROM again j
JOIN registry.return r ON r.id = j.return_id
JOIN mart.return_in_force i ON i.return_id = r.id
JOIN registry.finding_status s ON s.return_id = i.return_id AND s.is_open
GROUP BY i.return_id, i.agency_id, i.form_id, i.period_key, r.version
ORDER BY max(j.seq), i.return_id
LIMIT 200

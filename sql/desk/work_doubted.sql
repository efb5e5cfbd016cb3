-- Returns in force in which a later judgement found something that nobody has decided on.
SELECT i.return_id, i.agency_id, i.form_id, i.period_key, r.version,
    count(*) FILTER (WHERE s.severity = 'critical') AS critical_count,
    count(*) FILTER (WHERE s.severity = 'warning') AS warning_count,
    max(j.at) AS since
FROM mart.return_in_force i
JOIN registry.return r ON r.id = i.return_id
JOIN LATERAL (
    SELECT max(j.at) AS at, max(j.seq) AS seq FROM registry.judgement j
    WHERE j.return_id = i.return_id AND j.cause <> 'received'
) j ON j.at IS NOT NULL
JOIN registry.finding_status s ON s.return_id = i.return_id AND s.is_open
GROUP BY i.return_id, i.agency_id, i.form_id, i.period_key, r.version
ORDER BY max(j.seq), i.return_id
LIMIT 200

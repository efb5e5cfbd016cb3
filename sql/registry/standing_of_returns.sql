SELECT f.*, s.is_open
FROM registry.standing_finding f
JOIN registry.finding_status s ON s.finding_id = f.id
WHERE f.return_id = ANY (CAST(:ids AS bigint[]))
ORDER BY f.return_id, array_position(ARRAY['critical', 'warning', 'info'], f.severity), f.rung, f.id

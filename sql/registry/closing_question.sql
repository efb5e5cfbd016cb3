-- The finding that asks an open return about the event that closes its period now.
SELECT f.row_key
FROM registry.finding f
JOIN registry.return r ON r.id = f.return_id
WHERE f.return_id = :return_id AND f.rule_id = 'period.closed'
    AND f.row_key = registry.closed_by(r.period_key)::text

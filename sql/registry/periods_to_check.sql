-- Periods with an event after the place that the last check saw, or whose last check failed.
WITH seen AS (
    SELECT coalesce(max(seen_seq), 0) AS seq FROM registry.warehouse_check
),
changed AS (
    SELECT return_id FROM registry.return_event WHERE seq > (SELECT seq FROM seen)
    UNION
    SELECT return_id FROM registry.return_load WHERE seq > (SELECT seq FROM seen)
    UNION
    SELECT c.return_id FROM registry.correction_event e
    JOIN registry.correction c ON c.id = e.correction_id
    WHERE e.seq > (SELECT seq FROM seen)
)
SELECT r.period_key FROM changed JOIN registry.return r ON r.id = changed.return_id
UNION
SELECT period_key FROM (
    SELECT DISTINCT ON (period_key, check_id) period_key, violation_count
    FROM registry.warehouse_check
    ORDER BY period_key, check_id, id DESC
) last
WHERE violation_count > 0
ORDER BY 1

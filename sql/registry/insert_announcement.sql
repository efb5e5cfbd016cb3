-- Announce the present set of returns and approved corrections, unless that was done.
INSERT INTO release.announcement (period_key, return_set)
SELECT CAST(:period_key AS text), md5(coalesce(string_agg(part, ',' ORDER BY part), ''))
FROM (
    SELECT 'return ' || return_id AS part FROM mart.return_in_force WHERE period_key = :period_key
    UNION ALL
    SELECT 'correction ' || c.id FROM registry.correction c
    JOIN registry.correction_event e ON e.correction_id = c.id AND e.decision = 'approved'
    JOIN mart.return_in_force i ON i.return_id = c.return_id AND i.period_key = :period_key
) parts
ON CONFLICT (period_key, return_set) DO NOTHING
RETURNING id

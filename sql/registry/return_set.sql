-- Name the set of returns and approved corrections that a period stands on now, and tell whether
-- it was announced.
WITH present AS (
    SELECT md5(coalesce(string_agg(part, ',' ORDER BY part), '')) AS return_set
    FROM (
        SELECT 'return ' || return_id AS part
        FROM mart.return_in_force WHERE period_key = :period_key
        UNION ALL
        SELECT 'correction ' || c.id FROM registry.correction c
        JOIN registry.correction_event e ON e.correction_id = c.id AND e.decision = 'approved'
        JOIN mart.return_in_force i ON i.return_id = c.return_id AND i.period_key = :period_key
    ) AS parts
)
SELECT
    p.return_set,
    EXISTS (
        SELECT FROM release.announcement AS a
        WHERE a.period_key = :period_key AND a.return_set = p.return_set
    ) AS is_announced
FROM present AS p

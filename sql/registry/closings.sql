-- Of these periods, those whose last event closed them.
SELECT period_key, release_id, actor, reason, at
FROM (
    SELECT DISTINCT ON (e.period_key) e.*
    FROM registry.period_event e
    WHERE e.period_key = ANY (CAST(:period_keys AS text[]))
    ORDER BY e.period_key, e.id DESC
) last
WHERE kind = 'closed'

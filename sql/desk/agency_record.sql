-- What an agency sent for each period and what was found in it, newest period first.
WITH sent AS (
    SELECT r.period_key, count(DISTINCT r.form_id) AS form_count, count(*) AS version_count,
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM registry.return_event e
               WHERE e.return_id = r.id AND e.state IN ('rejected', 'needs_confirmation')
           )) AS given_back_count
    FROM registry.return r
    WHERE r.agency_id = :agency_id
    GROUP BY r.period_key
), found AS (
    SELECT period_key, count(*) AS fired_count, count(fixed_at) AS fixed_count,
           count(*) FILTER (WHERE is_confirmed) AS confirmed_count
    FROM registry.fault
    WHERE agency_id = :agency_id
    GROUP BY period_key
)
SELECT p.key AS period_key, sent.form_count, sent.version_count, sent.given_back_count,
       coalesce(found.fired_count, 0) AS fired_count, coalesce(found.fixed_count, 0) AS fixed_count,
       coalesce(found.confirmed_count, 0) AS confirmed_count
FROM sent
JOIN ref.period p ON p.key = sent.period_key
LEFT JOIN found ON found.period_key = sent.period_key
ORDER BY p.ends_on DESC, p.starts_on
LIMIT 40

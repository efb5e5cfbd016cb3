-- The rules that fired most often at an agency, over all periods.
SELECT rule_id, count(*) AS fired_count, count(fixed_at) AS fixed_count,
       count(*) FILTER (WHERE is_confirmed) AS confirmed_count,
       count(DISTINCT period_key) AS period_count,
       60 * percentile_disc(0.5) WITHIN GROUP (
           ORDER BY registry.printed_minutes(fixed_at - first_at)) AS median_seconds
FROM registry.fault
WHERE agency_id = :agency_id
GROUP BY rule_id
ORDER BY fired_count DESC, rule_id
LIMIT 30

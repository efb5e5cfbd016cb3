-- Periods that returns were received for, oldest first.
SELECT DISTINCT r.period_key, p.ends_on
FROM registry.return AS r
JOIN ref.period AS p ON p.key = r.period_key
ORDER BY p.ends_on, r.period_key

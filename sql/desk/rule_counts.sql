-- How often each rule fired, and what became of it, from the tallies that registry.fault keeps.
-- A fault is counted once for agency, form, period, column and row, however many versions had it.
WITH fixed AS (
    SELECT rule_id, max(upto) AS fixed_count,
           60 * min(minutes) FILTER (WHERE 2 * upto >= total) AS median_seconds
    FROM (
        SELECT rule_id, minutes, sum(fault_count) OVER (PARTITION BY rule_id ORDER BY minutes) AS upto,
               sum(fault_count) OVER (PARTITION BY rule_id) AS total
        FROM registry.rule_fix_time
        WHERE fault_count > 0 AND (CAST(:rule_id AS text) IS NULL OR rule_id = :rule_id)
    ) times
    GROUP BY rule_id
)
SELECT t.rule_id, sum(t.fired_count) AS fired_count, count(*) AS agency_count,
       coalesce(max(fixed.fixed_count), 0) AS fixed_count,
       max(fixed.median_seconds) AS median_seconds, sum(t.confirmed_count) AS confirmed_count
FROM registry.rule_tally t LEFT JOIN fixed USING (rule_id)
WHERE CAST(:rule_id AS text) IS NULL OR t.rule_id = :rule_id
GROUP BY t.rule_id

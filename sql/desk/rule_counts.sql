-- How often each rule fired, and what became of it.
-- A fault is counted once for agency, form, period, column and row, however many versions had it.
WITH seen AS (
    SELECT f.rule_id, r.agency_id, r.form_id, r.period_key, f.column_name, f.row_key,
           min(r.version) AS first_version, max(r.version) AS last_version,
           min(s.received_at) AS first_at
    FROM registry.finding f
    JOIN registry.return r ON r.id = f.return_id
    JOIN registry.submission s ON s.id = r.submission_id
    WHERE CAST(:rule_id AS text) IS NULL OR f.rule_id = :rule_id
    GROUP BY 1, 2, 3, 4, 5, 6
), fixed AS (
    SELECT seen.*, s.received_at - seen.first_at AS took
    FROM seen
    LEFT JOIN registry.return r
           ON r.agency_id = seen.agency_id AND r.form_id = seen.form_id
          AND r.period_key = seen.period_key AND r.version = seen.last_version + 1
    LEFT JOIN registry.submission s ON s.id = r.submission_id
), reasons AS (
    SELECT c.rule_id, count(DISTINCT (r.agency_id, r.form_id, r.period_key, c.column_name, c.row_key))
               AS confirmed_count
    FROM registry.confirmation c
    JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
    JOIN registry.return r ON r.id = c.return_id
    WHERE CAST(:rule_id AS text) IS NULL OR c.rule_id = :rule_id
    GROUP BY c.rule_id
)
SELECT fixed.rule_id, count(*) AS fired_count, count(DISTINCT agency_id) AS agency_count,
       count(took) AS fixed_count,
       extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY took)) AS median_seconds,
       coalesce(max(reasons.confirmed_count), 0) AS confirmed_count
FROM fixed LEFT JOIN reasons USING (rule_id)
GROUP BY fixed.rule_id

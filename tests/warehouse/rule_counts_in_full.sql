-- The same as sql/desk/rule_counts.sql, counted from every finding there is.
WITH seen AS (
    SELECT f.rule_id, r.agency_id, r.form_id, r.period_key, f.column_name, f.row_key,
           max(r.version) AS last_version, min(s.received_at) AS first_at
    FROM registry.finding f
    JOIN registry.return r ON r.id = f.return_id
    JOIN registry.submission s ON s.id = r.submission_id
    GROUP BY 1, 2, 3, 4, 5, 6
), fixed AS (
    SELECT seen.*, registry.printed_minutes(s.received_at - seen.first_at) AS minutes
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
    GROUP BY c.rule_id
)
SELECT fixed.rule_id, count(*) AS fired_count, count(DISTINCT agency_id) AS agency_count,
       count(minutes) AS fixed_count,
       60 * percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes) AS median_seconds,
       coalesce(max(reasons.confirmed_count), 0) AS confirmed_count
FROM fixed LEFT JOIN reasons USING (rule_id)
GROUP BY fixed.rule_id

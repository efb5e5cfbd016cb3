-- Obligations that the board tells more than once, or not at all. Both sides are made first: joined
-- as views, the board would be asked once an obligation.
WITH owed AS MATERIALIZED (
    SELECT form_id, agency_id, period_key FROM registry.obligation_due
    WHERE period_key = ANY (CAST(:period_keys AS text[]))
),
told AS MATERIALIZED (
    SELECT form_id, agency_id, period_key, count(*) AS line_count FROM mart.submission_status
    WHERE period_key = ANY (CAST(:period_keys AS text[]))
    GROUP BY form_id, agency_id, period_key
)
SELECT form_id, agency_id, period_key, NULL AS column_name, 1::numeric AS expected,
    coalesce(told.line_count, 0)::numeric AS value
FROM owed
LEFT JOIN told USING (form_id, agency_id, period_key)
WHERE told.line_count IS DISTINCT FROM 1
ORDER BY 1, 2, 3

-- The year in force beside its quarters, where all of them are in force. What somebody answered for
-- may differ: a question with an accepted reason (a correction that makes one is kept with its
-- reason as well), or a waiver.
WITH part AS (
    SELECT r.agency_id, y.key AS year_key, r.period_key, r.return_id, {same} AS same,
        sum(w."{column}") AS value
    FROM ref.period y
    JOIN ref.period p ON p.year = y.year AND (p.key = y.key OR p.kind = 'quarter' AND ({counts}))
    JOIN mart.return_in_force r ON r.period_key = p.key AND r.form_id = '{form}'
    LEFT JOIN landing."{form}_corrected" w USING (return_id)
    WHERE y.kind = 'year' AND y.key = ANY (CAST(:period_keys AS text[]))
    GROUP BY 1, 2, 3, 4, 5
),
beside AS (
    SELECT agency_id, year_key, array_agg(DISTINCT return_id) AS return_ids,
        coalesce(sum(value) FILTER (WHERE period_key <> year_key), 0) AS expected,
        coalesce(sum(value) FILTER (WHERE period_key = year_key), 0) AS value
    FROM part
    GROUP BY agency_id, year_key, same
    HAVING count(DISTINCT period_key) FILTER (WHERE period_key <> year_key) = {parts}
        AND count(DISTINCT period_key) FILTER (WHERE period_key = year_key) = 1
)
SELECT '{form}' AS form_id, agency_id, year_key AS period_key, '{column}' AS column_name,
    expected, value
FROM beside b
WHERE round(abs(expected - value), {decimals}) > {tolerance}
    AND NOT EXISTS (
        SELECT FROM registry.finding_status s
        WHERE s.return_id = ANY (b.return_ids) AND s.rule_id = '{rule}' AND NOT s.is_open)
    AND NOT EXISTS (
        SELECT FROM registry.waiver_standing w
        WHERE w.rule_id = '{rule}' AND w.is_in_force_today
            AND registry.waiver_covers(w.agency_id, w.form_id, w.period_key, NULL,
                b.agency_id, '{form}', b.year_key, NULL))
ORDER BY agency_id, year_key

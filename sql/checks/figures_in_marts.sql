-- The sums of the rows in force beside what a mart says of them.
WITH landed AS (
    SELECT {of_agency} AS agency_id, r.period_key, {sums}
    FROM mart.return_in_force r
    JOIN landing."{form}_corrected" w USING (return_id)
    WHERE r.form_id = '{form}' AND r.period_key = ANY (CAST(:period_keys AS text[]))
    GROUP BY 1, 2
),
told AS (
    SELECT {mart_agency} AS agency_id, w.period_key, {sums}
    FROM mart."{view}" w
    WHERE w.period_key = ANY (CAST(:period_keys AS text[]))
    GROUP BY 1, 2
)
SELECT '{form}' AS form_id, agency_id, period_key, t.column_name, t.expected, t.value
FROM landed l
FULL JOIN told m USING (agency_id, period_key)
CROSS JOIN LATERAL (VALUES {pairs}) AS t (column_name, expected, value)
WHERE coalesce(t.expected, 0) <> coalesce(t.value, 0)
ORDER BY agency_id, period_key, t.column_name

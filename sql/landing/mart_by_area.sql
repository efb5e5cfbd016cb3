-- The rows of a form added up by area. Every area of the period's day has a line as soon as anything
-- of the form is in force: one that had nothing to report is told from one of which nothing was sent.
CREATE VIEW mart.{form}_by_area AS
SELECT period_key, area_code, coalesce(l.area_name, c.area_name) AS area_name,
    CASE WHEN c.row_count > 0 THEN 'reported' WHEN l.is_nil THEN 'nil' ELSE 'not_sent' END AS state,
    {columns}
FROM (
    SELECT s.period_key, a.code AS area_code, a.name AS area_name,
        s.is_nil OR a.code = ANY (s.areas) AS is_nil
    FROM (
        SELECT period_key, bool_or(is_nil AND area_code = '') AS is_nil,
            array_agg(coalesce(nullif(area_code, ''), {province})) AS areas
        FROM mart.return_in_force
        WHERE form_id = '{form}'
        GROUP BY period_key
    ) s
    CROSS JOIN LATERAL (
        SELECT x.code, x.name FROM ref.counted_area x
        WHERE x.period_key = s.period_key AND {listed}
        OFFSET 0  -- for each period by itself: nothing else keeps the planner from joining
    ) a
) l
FULL JOIN (
    SELECT period_key, area_code, area_name, {sums}
    FROM mart.{form} w
    GROUP BY period_key, area_code, area_name{apart}
) c USING (period_key, area_code);

SELECT period_key, '{form}'::text AS form_id, area_code, coalesce(l.area_name, c.area_name) AS area_name,
    CASE WHEN c.row_count > 0 THEN 'reported' WHEN l.is_nil THEN 'nil' ELSE 'not_sent' END AS state,
    coalesce(c.apart, '') AS apart, coalesce(c.row_count, 0) AS row_count, m.indicator_id,
    CASE WHEN c.row_count IS NULL AND l.is_nil THEN 0 ELSE m.numerator END AS numerator, m.denominator
FROM (
    SELECT s.period_key, a.code AS area_code, a.name AS area_name,
        s.is_nil OR a.code = ANY (s.areas) AS is_nil
    FROM (
        SELECT period_key, bool_or(is_nil AND area_code = '') AS is_nil,
            array_agg(coalesce(nullif(area_code, ''),
                (SELECT min(code) FROM ref.area WHERE parent_code = ''))) AS areas
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
    SELECT w.period_key, w.area_code, w.area_name, coalesce({apart}, '') AS apart,
        count(*)::integer AS row_count, {sums_in_mart}
    FROM mart.{form} w
    GROUP BY w.period_key, w.area_code, w.area_name, coalesce({apart}, '')
) c USING (period_key, area_code)
CROSS JOIN LATERAL (VALUES {values}) AS m (indicator_id, numerator, denominator)

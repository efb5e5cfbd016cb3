    SELECT s.period_key, a.code AS area_code, a.name AS area_name,
        s.is_nil OR a.code = ANY (s.areas) AS is_nil
    FROM (
        SELECT period_key, bool_or(is_nil AND area_code = '') AS is_nil,
            array_agg(coalesce(nullif(area_code, ''), {province})) AS areas
        FROM {returns}
        WHERE form_id = '{form}'
        GROUP BY period_key
    ) s
    CROSS JOIN LATERAL (
        SELECT x.code, x.name FROM ref.counted_area x
        WHERE x.period_key = s.period_key AND {listed}
        OFFSET 0  -- for each period by itself: nothing else keeps the planner from joining
    ) a

SELECT period_key, '{form}'::text AS form_id, area_code, coalesce(l.area_name, c.area_name) AS area_name,
    CASE WHEN c.row_count > 0 THEN 'reported' WHEN l.is_nil THEN 'nil' ELSE 'not_sent' END AS state,
    coalesce(c.apart, '') AS apart, coalesce(c.row_count, 0) AS row_count, m.indicator_id,
    CASE WHEN c.row_count IS NULL AND l.is_nil THEN 0 ELSE m.numerator END AS numerator, m.denominator
FROM (
{listed}) l
FULL JOIN (
    SELECT w.period_key, w.area_code, w.area_name, coalesce({apart}, '') AS apart,
        count(*)::integer AS row_count, {sums_in_mart}
    FROM mart.{form} w
    GROUP BY w.period_key, w.area_code, w.area_name, coalesce({apart}, '')
) c USING (period_key, area_code)
CROSS JOIN LATERAL (VALUES {values}) AS m (indicator_id, numerator, denominator)

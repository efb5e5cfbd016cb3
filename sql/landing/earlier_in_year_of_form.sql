SELECT y.key AS year_key, o.period_key, '{form}'::text AS form_id, o.area_level, o.area_code,
    o.area_name, {breakdown} AS breakdown, m.measure, m.value::numeric AS value,
    o.is_comparable, o.not_comparable, o.not_sent
FROM mart.{form}_on_areas o
JOIN ref.period p ON p.key = o.period_key
JOIN ref.period y ON y.year = p.year AND y.kind = 'year' AND o.area_days @> y.ends_on
    AND p.starts_on >= y.starts_on AND p.ends_on <= y.ends_on
    AND p.ends_on - p.starts_on < y.ends_on - y.starts_on
CROSS JOIN LATERAL (VALUES {measures}) AS m (measure, value)

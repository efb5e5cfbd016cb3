SELECT r.period_key, '{form}'::text AS form_id, r.agency_id, r.return_id, c.apart, c.row_count,
    m.indicator_id, m.numerator, m.denominator
FROM mart.return_in_force r
JOIN ref.period t ON t.key = r.period_key
CROSS JOIN LATERAL (
    SELECT coalesce({apart}, '') AS apart, count(w.return_id)::integer AS row_count, {sums}
    FROM (VALUES (1)) AS one
    LEFT JOIN landing."{form}_shown" w ON w.return_id = r.return_id
    {joins}GROUP BY 1
) c
CROSS JOIN LATERAL (VALUES {values}) AS m (indicator_id, numerator, denominator)
WHERE r.form_id = '{form}'

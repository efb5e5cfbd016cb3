-- The rows of a form added up on the areas of any day, of every level: what lies whole in an area
-- counts there, what was divided counts nowhere unless its weights are published, and is named. The
-- areas of a day: `area_days @> date '2026-01-01'`.
CREATE VIEW mart.{form}_on_areas AS
SELECT period_key, area_level, area_code, l.area_name,
    daterange(nullif(area_from, '0001-01-01'), nullif(area_to, '9999-12-31')) AS area_days,
    c.not_comparable IS NULL AS is_comparable, c.not_comparable, l.not_sent,
    {columns}
FROM (
    SELECT s.period_key, g.in_level AS area_level, g.in_code AS area_code, g.in_name AS area_name,
        g.in_valid_from AS area_from, g.in_valid_to AS area_to,
        string_agg(a.name, ', ' ORDER BY a.code)
            FILTER (WHERE NOT s.areas && ARRAY[a.code, {province}]) AS not_sent
    FROM (
        SELECT period_key, array_agg(coalesce(nullif(area_code, ''), {province})) AS areas
        FROM mart.return_in_force
        WHERE form_id = '{form}'
        GROUP BY period_key
    ) s
    JOIN ref.period p ON p.key = s.period_key
    JOIN ref.area a ON a.parent_code = {province}
        AND a.valid_from <= p.ends_on AND p.ends_on < coalesce(a.valid_to, 'infinity')
    JOIN ref.area_ground g ON g.code = a.code
        AND g.valid_from <= p.ends_on AND p.ends_on < g.valid_to
    GROUP BY s.period_key, g.in_level, g.in_code, g.in_name, g.in_valid_from, g.in_valid_to
) l
LEFT JOIN (
    SELECT w.period_key, g.in_level AS area_level, g.in_code AS area_code,
        g.in_valid_from AS area_from, g.in_valid_to AS area_to,
        string_agg(DISTINCT g.name, ', ') FILTER (WHERE g.weight IS NULL) AS not_comparable,
        {sums}
    FROM mart.{form} w
    JOIN ref.period p ON p.key = w.period_key
    JOIN ref.area_ground g ON g.code = w.place_code
        AND g.valid_from <= p.ends_on AND p.ends_on < g.valid_to
    GROUP BY w.period_key, g.in_level, g.in_code, g.in_valid_from, g.in_valid_to{apart}
) c USING (period_key, area_level, area_code, area_from, area_to);

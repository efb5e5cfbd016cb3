LEFT JOIN (
    SELECT p.key AS of_period, s.area_code AS of_area, array_agg(s.column_name) AS names
    FROM landing.{form}_small s
    JOIN ref.period p ON p.year = s.year
    WHERE s.row_key IS NULL
    GROUP BY p.key, s.area_code
) k ON of_period = {period} AND of_area IS NOT DISTINCT FROM {area}

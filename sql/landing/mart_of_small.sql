-- The rows of a form in force, without the counts that are kept back: those have the mark `suppressed`.
CREATE VIEW mart.{form} AS
SELECT {columns}
FROM landing.{form}_rows w
JOIN ref.period p ON p.key = w.period_key
LEFT JOIN (
    SELECT year, area_code, row_key, array_agg(column_name) AS names,
        jsonb_object_agg(column_name, 'suppressed') AS marks
    FROM landing.{form}_small
    WHERE row_key IS NOT NULL
    GROUP BY year, area_code, row_key
) k ON k.year = p.year AND k.area_code = coalesce(w.area_code, '') AND k.row_key = {row_key};

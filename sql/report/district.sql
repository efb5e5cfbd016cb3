-- every district that any mart of the period or of the year before knows: one that has sent nothing
-- this time must still have its line
SELECT DISTINCT ON (district_code) district_code, district_name
FROM (
    SELECT period_key, district_code, district_name FROM mart.works_by_district
    UNION ALL
    SELECT period_key, district_code, district_name FROM mart.support_by_district
    UNION ALL
    SELECT period_key, district_code, district_name FROM mart.poverty_by_district
    UNION ALL
    SELECT period_key, district_code, district_name FROM mart.population_by_district
) AS known
WHERE period_key IN (
    :period_key,
    (left(:period_key, 4)::integer - 1)::text || substr(:period_key, 5)
)
ORDER BY district_code, period_key DESC

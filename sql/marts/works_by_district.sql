-- Works of each district and period.
CREATE VIEW mart.works_by_district AS
SELECT period_key, district_code, district_name,
    (count(*) FILTER (WHERE kind = 'new'))::integer AS new_count,
    (count(*) FILTER (WHERE kind = 'carried_over'))::integer AS carried_over_count,
    (count(*) FILTER (WHERE kind = 'maintained'))::integer AS maintained_count,
    count(*)::integer AS works_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.works
GROUP BY period_key, district_code, district_name;
COMMENT ON VIEW mart.works_by_district IS 'Infrastructure works of each district and period';
COMMENT ON COLUMN mart.works_by_district.period_key IS 'The period; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.district_code IS 'Code of the district; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.district_name IS 'Name of the district; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.new_count IS 'Works newly started; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.carried_over_count IS 'Works carried over or debt-repaid; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.maintained_count IS 'Works maintained; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.works_count IS 'All works; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.planned_million_vnd IS 'Capital planned for the period, million VND; source: mart.works';
COMMENT ON COLUMN mart.works_by_district.disbursed_million_vnd IS 'Capital disbursed in the period, million VND; source: mart.works';

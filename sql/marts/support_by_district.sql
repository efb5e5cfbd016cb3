-- Production support of each district and period.
CREATE VIEW mart.support_by_district AS
SELECT period_key, district_code, district_name, count(*)::integer AS project_count,
    sum(household_count)::bigint AS household_count,
    sum(minority_household_count)::bigint AS minority_household_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.support_projects
GROUP BY period_key, district_code, district_name;
COMMENT ON VIEW mart.support_by_district IS 'Production support of each district and period';
COMMENT ON COLUMN mart.support_by_district.period_key IS 'The period; source: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.district_code IS 'Code of the district; source: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.district_name IS 'Name of the district; source: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.project_count IS 'Projects; source: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.household_count IS 'Households supported, once for each project; source: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.minority_household_count IS 'Minority households among them; source: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.planned_million_vnd IS 'Capital planned for the period, million VND; source: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.disbursed_million_vnd IS 'Capital disbursed in the period, million VND; source: mart.support_projects';

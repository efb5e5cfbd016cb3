-- Production support of the province in each period.
CREATE VIEW mart.support_total AS
SELECT period_key, sum(project_count)::integer AS project_count,
    sum(household_count)::bigint AS household_count,
    sum(minority_household_count)::bigint AS minority_household_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.support_by_district
GROUP BY period_key;
COMMENT ON VIEW mart.support_total IS 'Production support of the province in each period';
COMMENT ON COLUMN mart.support_total.period_key IS 'The period; source: mart.support_projects';
COMMENT ON COLUMN mart.support_total.project_count IS 'Projects; source: mart.support_projects';
COMMENT ON COLUMN mart.support_total.household_count IS 'Households supported, once for each project; source: mart.support_projects';
COMMENT ON COLUMN mart.support_total.minority_household_count IS 'Minority households among them; source: mart.support_projects';
COMMENT ON COLUMN mart.support_total.planned_million_vnd IS 'Capital planned for the period, million VND; source: mart.support_projects';
COMMENT ON COLUMN mart.support_total.disbursed_million_vnd IS 'Capital disbursed in the period, million VND; source: mart.support_projects';

-- Works of the province in each period.
CREATE VIEW mart.works_total AS
SELECT period_key,
    sum(new_count)::integer AS new_count,
    sum(carried_over_count)::integer AS carried_over_count,
    sum(maintained_count)::integer AS maintained_count,
    sum(works_count)::integer AS works_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.works_by_district
GROUP BY period_key;
COMMENT ON VIEW mart.works_total IS 'Infrastructure works of the province in each period';
COMMENT ON COLUMN mart.works_total.period_key IS 'The period; source: mart.works';
COMMENT ON COLUMN mart.works_total.new_count IS 'Works newly started; source: mart.works';
COMMENT ON COLUMN mart.works_total.carried_over_count IS 'Works carried over or debt-repaid; source: mart.works';
COMMENT ON COLUMN mart.works_total.maintained_count IS 'Works maintained; source: mart.works';
COMMENT ON COLUMN mart.works_total.works_count IS 'All works; source: mart.works';
COMMENT ON COLUMN mart.works_total.planned_million_vnd IS 'Capital planned for the period, million VND; source: mart.works';
COMMENT ON COLUMN mart.works_total.disbursed_million_vnd IS 'Capital disbursed in the period, million VND; source: mart.works';

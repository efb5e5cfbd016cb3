-- Every production-support project of the returns in force, with approved corrections.
CREATE VIEW mart.support_projects AS
SELECT r.period_key, r.agency_id, p.district AS district_code, d.name AS district_name,
    p.commune AS commune_code, c.name AS commune_name, p.name, p.sector, p.household_count,
    p.minority_household_count, p.planned_million_vnd, p.disbursed_million_vnd, p.reason,
    r.return_id, p.excel_row
FROM mart.return_in_force r
JOIN landing.support_projects_corrected p ON p.return_id = r.return_id
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = p.district
LEFT JOIN ref.area_of_period c ON c.period_key = r.period_key AND c.code = p.commune;
COMMENT ON VIEW mart.support_projects IS 'Production-support projects, one row a project and period';
COMMENT ON COLUMN mart.support_projects.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.support_projects.agency_id IS 'Who reports it; source: registry.return';
COMMENT ON COLUMN mart.support_projects.district_code IS 'Code of the district; source: landing.support_projects.district';
COMMENT ON COLUMN mart.support_projects.district_name IS 'Name of the district; source: ref.area';
COMMENT ON COLUMN mart.support_projects.commune_code IS 'Code of the commune; source: landing.support_projects.commune';
COMMENT ON COLUMN mart.support_projects.commune_name IS 'Name of the commune; source: ref.area';
COMMENT ON COLUMN mart.support_projects.name IS 'Name of the project; source: landing.support_projects.name';
COMMENT ON COLUMN mart.support_projects.sector IS 'Kind of support; source: landing.support_projects.sector';
COMMENT ON COLUMN mart.support_projects.household_count IS 'Households supported; source: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.minority_household_count IS 'Minority households among them; source: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.planned_million_vnd IS 'Capital planned for the period, million VND; source: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.disbursed_million_vnd IS 'Capital disbursed in the period, million VND; source: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.reason IS 'Remark of the agency; source: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.return_id IS 'The return it stands in; source: registry.return';
COMMENT ON COLUMN mart.support_projects.excel_row IS 'Number of the row, see mart.cell_source; source: landing.support_projects';

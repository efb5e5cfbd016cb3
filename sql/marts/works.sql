-- Every work of the returns in force, with approved corrections.
CREATE VIEW mart.works AS
SELECT r.period_key, r.agency_id, w.district AS district_code, d.name AS district_name,
    w.commune AS commune_code, c.name AS commune_name, w.name, w.sector, w.kind,
    w.total_investment_million_vnd, w.planned_million_vnd, w.disbursed_million_vnd,
    w.started_on, w.completed_on, w.reason, r.return_id, w.excel_row
FROM mart.return_in_force r
JOIN landing.works_corrected w ON w.return_id = r.return_id
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = w.district
LEFT JOIN ref.area_of_period c ON c.period_key = r.period_key AND c.code = w.commune;
COMMENT ON VIEW mart.works IS 'Infrastructure works, one row a work and period';
COMMENT ON COLUMN mart.works.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.works.agency_id IS 'Who reports it; source: registry.return';
COMMENT ON COLUMN mart.works.district_code IS 'Code of the district; source: landing.works.district';
COMMENT ON COLUMN mart.works.district_name IS 'Name of the district; source: ref.area';
COMMENT ON COLUMN mart.works.commune_code IS 'Code of the commune; source: landing.works.commune';
COMMENT ON COLUMN mart.works.commune_name IS 'Name of the commune; source: ref.area';
COMMENT ON COLUMN mart.works.name IS 'Name of the work; source: landing.works.name';
COMMENT ON COLUMN mart.works.sector IS 'Sector; source: landing.works.sector';
COMMENT ON COLUMN mart.works.kind IS 'new, carried_over or maintained; source: landing.works.kind';
COMMENT ON COLUMN mart.works.total_investment_million_vnd IS 'Approved total investment, million VND; source: landing.works';
COMMENT ON COLUMN mart.works.planned_million_vnd IS 'Capital planned for the period, million VND; source: landing.works';
COMMENT ON COLUMN mart.works.disbursed_million_vnd IS 'Capital disbursed in the period, million VND; source: landing.works';
COMMENT ON COLUMN mart.works.started_on IS 'Day it was started; source: landing.works';
COMMENT ON COLUMN mart.works.completed_on IS 'Day it was completed, empty while it runs; source: landing.works';
COMMENT ON COLUMN mart.works.reason IS 'Remark of the agency; source: landing.works';
COMMENT ON COLUMN mart.works.return_id IS 'The return it stands in; source: registry.return';
COMMENT ON COLUMN mart.works.excel_row IS 'Number of the row, see mart.cell_source; source: landing.works';

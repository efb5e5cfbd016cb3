-- Households of each commune, of the returns in force, with approved corrections.
CREATE VIEW mart.poverty AS
SELECT r.period_key, r.agency_id, p.standard, p.district AS district_code,
    d.name AS district_name, p.commune AS commune_code, c.name AS commune_name,
    p.household_count, p.minority_household_count, p.poor_household_count,
    p.poor_minority_household_count, p.near_poor_household_count,
    p.near_poor_minority_household_count, p.reason, r.return_id, p.excel_row
FROM mart.return_in_force r
JOIN landing.poverty_corrected p ON p.return_id = r.return_id
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = p.district
LEFT JOIN ref.area_of_period c ON c.period_key = r.period_key AND c.code = p.commune;
COMMENT ON VIEW mart.poverty IS 'Poor and near-poor households, one row a commune, standard and period';
COMMENT ON COLUMN mart.poverty.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.poverty.agency_id IS 'Who reports it; source: registry.return';
COMMENT ON COLUMN mart.poverty.standard IS 'Poverty standard of the counts; source: landing.poverty.standard';
COMMENT ON COLUMN mart.poverty.district_code IS 'Code of the district; source: landing.poverty.district';
COMMENT ON COLUMN mart.poverty.district_name IS 'Name of the district; source: ref.area';
COMMENT ON COLUMN mart.poverty.commune_code IS 'Code of the commune; source: landing.poverty.commune';
COMMENT ON COLUMN mart.poverty.commune_name IS 'Name of the commune; source: ref.area';
COMMENT ON COLUMN mart.poverty.household_count IS 'Households, households; source: landing.poverty';
COMMENT ON COLUMN mart.poverty.minority_household_count IS 'Minority households, households; source: landing.poverty';
COMMENT ON COLUMN mart.poverty.poor_household_count IS 'Poor households, households; source: landing.poverty';
COMMENT ON COLUMN mart.poverty.poor_minority_household_count IS 'Poor minority households, households; source: landing.poverty';
COMMENT ON COLUMN mart.poverty.near_poor_household_count IS 'Near-poor households, households; source: landing.poverty';
COMMENT ON COLUMN mart.poverty.near_poor_minority_household_count IS 'Near-poor minority households, households; source: landing.poverty';
COMMENT ON COLUMN mart.poverty.reason IS 'Remark of the agency; source: landing.poverty';
COMMENT ON COLUMN mart.poverty.return_id IS 'The return it stands in; source: registry.return';
COMMENT ON COLUMN mart.poverty.excel_row IS 'Number of the row, see mart.cell_source; source: landing.poverty';

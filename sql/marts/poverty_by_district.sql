-- Households of each district and period, by poverty standard: counts of two standards never mix.
CREATE VIEW mart.poverty_by_district AS
SELECT period_key, standard, district_code, district_name,
    sum(household_count)::bigint AS household_count,
    sum(minority_household_count)::bigint AS minority_household_count,
    sum(poor_household_count)::bigint AS poor_household_count,
    sum(poor_minority_household_count)::bigint AS poor_minority_household_count,
    sum(near_poor_household_count)::bigint AS near_poor_household_count,
    sum(near_poor_minority_household_count)::bigint AS near_poor_minority_household_count
FROM mart.poverty
GROUP BY period_key, standard, district_code, district_name;
COMMENT ON VIEW mart.poverty_by_district IS 'Poor and near-poor households of each district, standard and period';
COMMENT ON COLUMN mart.poverty_by_district.period_key IS 'The period; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.standard IS 'Poverty standard of the counts; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.district_code IS 'Code of the district; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.district_name IS 'Name of the district; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.household_count IS 'Households, households; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.minority_household_count IS 'Minority households, households; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.poor_household_count IS 'Poor households, households; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.poor_minority_household_count IS 'Poor minority households, households; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.near_poor_household_count IS 'Near-poor households, households; source: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.near_poor_minority_household_count IS 'Near-poor minority households, households; source: mart.poverty';

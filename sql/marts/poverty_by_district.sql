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
COMMENT ON VIEW mart.poverty_by_district IS 'Hộ nghèo, hộ cận nghèo theo huyện, thành phố, chuẩn nghèo và kỳ báo cáo';
COMMENT ON COLUMN mart.poverty_by_district.period_key IS 'Kỳ báo cáo; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.standard IS 'Chuẩn nghèo áp dụng khi rà soát; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.district_code IS 'Mã huyện, thành phố; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.district_name IS 'Tên huyện, thành phố; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.household_count IS 'Tổng số hộ; đơn vị: hộ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.minority_household_count IS 'Số hộ dân tộc thiểu số; đơn vị: hộ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.poor_household_count IS 'Số hộ nghèo; đơn vị: hộ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.poor_minority_household_count IS 'Số hộ nghèo dân tộc thiểu số; đơn vị: hộ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.near_poor_household_count IS 'Số hộ cận nghèo; đơn vị: hộ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_by_district.near_poor_minority_household_count IS 'Số hộ cận nghèo dân tộc thiểu số; đơn vị: hộ; nguồn: mart.poverty';

-- Households of each commune, of the returns in force, with approved corrections.
CREATE VIEW mart.poverty AS
SELECT r.period_key, r.agency_id, p.standard, p.district AS district_code,
    d.name AS district_name, p.commune AS commune_code, c.name AS commune_name,
    p.household_count, p.minority_household_count, p.poor_household_count,
    p.poor_minority_household_count, p.near_poor_household_count,
    p.near_poor_minority_household_count, p.reason, r.return_id, p.excel_row
FROM mart.return_in_force r
JOIN landing.poverty_shown p ON p.return_id = r.return_id
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = p.district
LEFT JOIN ref.area_of_period c ON c.period_key = r.period_key AND c.code = p.commune;
COMMENT ON VIEW mart.poverty IS 'Hộ nghèo, hộ cận nghèo, mỗi dòng một xã theo một chuẩn nghèo trong một kỳ';
COMMENT ON COLUMN mart.poverty.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.poverty.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.poverty.standard IS 'Chuẩn nghèo áp dụng khi rà soát; nguồn: landing.poverty.standard';
COMMENT ON COLUMN mart.poverty.district_code IS 'Mã huyện, thành phố; nguồn: landing.poverty.district';
COMMENT ON COLUMN mart.poverty.district_name IS 'Tên huyện, thành phố; nguồn: ref.area';
COMMENT ON COLUMN mart.poverty.commune_code IS 'Mã xã, phường, thị trấn; nguồn: landing.poverty.commune';
COMMENT ON COLUMN mart.poverty.commune_name IS 'Tên xã, phường, thị trấn; nguồn: ref.area';
COMMENT ON COLUMN mart.poverty.household_count IS 'Tổng số hộ; đơn vị: hộ; nguồn: landing.poverty';
COMMENT ON COLUMN mart.poverty.minority_household_count IS 'Số hộ dân tộc thiểu số; đơn vị: hộ; nguồn: landing.poverty';
COMMENT ON COLUMN mart.poverty.poor_household_count IS 'Số hộ nghèo; đơn vị: hộ; nguồn: landing.poverty';
COMMENT ON COLUMN mart.poverty.poor_minority_household_count IS 'Số hộ nghèo dân tộc thiểu số; đơn vị: hộ; nguồn: landing.poverty';
COMMENT ON COLUMN mart.poverty.near_poor_household_count IS 'Số hộ cận nghèo; đơn vị: hộ; nguồn: landing.poverty';
COMMENT ON COLUMN mart.poverty.near_poor_minority_household_count IS 'Số hộ cận nghèo dân tộc thiểu số; đơn vị: hộ; nguồn: landing.poverty';
COMMENT ON COLUMN mart.poverty.reason IS 'Ghi chú, giải trình của cơ quan; nguồn: landing.poverty';
COMMENT ON COLUMN mart.poverty.return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN mart.poverty.excel_row IS 'Số thứ tự dòng, xem mart.cell_source; nguồn: landing.poverty';

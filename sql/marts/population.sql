-- Population by district and ethnic group, of the returns in force, with approved corrections.
CREATE VIEW mart.population AS
SELECT r.period_key, r.agency_id, p.district AS district_code, d.name AS district_name,
    p.ethnic_group AS ethnic_group_id, g.name AS ethnic_group_name, g.is_minority,
    p.household_count, p.person_count, p.female_person_count, p.reason, r.return_id, p.excel_row
FROM mart.return_in_force r
JOIN landing.population_shown p ON p.return_id = r.return_id
JOIN ref.period t ON t.key = r.period_key
LEFT JOIN ref.ethnic_group g ON g.id = p.ethnic_group
    AND daterange(g.valid_from, g.valid_to) @> t.ends_on
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = p.district;
COMMENT ON VIEW mart.population IS 'Dân số, mỗi dòng một dân tộc tại một huyện, thành phố trong một kỳ';
COMMENT ON COLUMN mart.population.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.population.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.population.district_code IS 'Mã huyện, thành phố; nguồn: landing.population.district';
COMMENT ON COLUMN mart.population.district_name IS 'Tên huyện, thành phố; nguồn: ref.area';
COMMENT ON COLUMN mart.population.ethnic_group_id IS 'Mã dân tộc; nguồn: landing.population.ethnic_group';
COMMENT ON COLUMN mart.population.ethnic_group_name IS 'Tên dân tộc; nguồn: ref.ethnic_group';
COMMENT ON COLUMN mart.population.is_minority IS 'Có phải dân tộc thiểu số hay không; nguồn: ref.ethnic_group';
COMMENT ON COLUMN mart.population.household_count IS 'Số hộ; đơn vị: hộ; nguồn: landing.population';
COMMENT ON COLUMN mart.population.person_count IS 'Số người; đơn vị: người; nguồn: landing.population';
COMMENT ON COLUMN mart.population.female_person_count IS 'Trong đó: số nữ; đơn vị: người; nguồn: landing.population';
COMMENT ON COLUMN mart.population.reason IS 'Ghi chú, giải trình của cơ quan; nguồn: landing.population';
COMMENT ON COLUMN mart.population.return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN mart.population.excel_row IS 'Số thứ tự dòng, xem mart.cell_source; nguồn: landing.population';

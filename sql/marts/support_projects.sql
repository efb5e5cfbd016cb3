-- Every production-support project of the returns in force, with approved corrections.
CREATE VIEW mart.support_projects AS
SELECT r.period_key, r.agency_id, p.district AS district_code, d.name AS district_name,
    p.commune AS commune_code, c.name AS commune_name, p.name, p.sector, p.household_count,
    p.minority_household_count, p.planned_million_vnd, p.disbursed_million_vnd, p.reason,
    r.return_id, p.excel_row
FROM mart.return_in_force r
JOIN landing.support_projects_shown p ON p.return_id = r.return_id
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = p.district
LEFT JOIN ref.area_of_period c ON c.period_key = r.period_key AND c.code = p.commune;
COMMENT ON VIEW mart.support_projects IS 'Dự án hỗ trợ phát triển sản xuất, mỗi dòng một dự án trong một kỳ';
COMMENT ON COLUMN mart.support_projects.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.support_projects.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.support_projects.district_code IS 'Mã huyện, thành phố; nguồn: landing.support_projects.district';
COMMENT ON COLUMN mart.support_projects.district_name IS 'Tên huyện, thành phố; nguồn: ref.area';
COMMENT ON COLUMN mart.support_projects.commune_code IS 'Mã xã, phường, thị trấn; nguồn: landing.support_projects.commune';
COMMENT ON COLUMN mart.support_projects.commune_name IS 'Tên xã, phường, thị trấn; nguồn: ref.area';
COMMENT ON COLUMN mart.support_projects.name IS 'Tên dự án; nguồn: landing.support_projects.name';
COMMENT ON COLUMN mart.support_projects.sector IS 'Mã lĩnh vực hỗ trợ; nguồn: landing.support_projects.sector';
COMMENT ON COLUMN mart.support_projects.household_count IS 'Tổng số hộ được hỗ trợ; đơn vị: hộ; nguồn: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.minority_household_count IS 'Trong đó: số hộ dân tộc thiểu số; đơn vị: hộ; nguồn: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.planned_million_vnd IS 'Kế hoạch vốn giao trong kỳ; đơn vị: triệu đồng; nguồn: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.disbursed_million_vnd IS 'Vốn giải ngân trong kỳ; đơn vị: triệu đồng; nguồn: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.reason IS 'Ghi chú, giải trình của cơ quan; nguồn: landing.support_projects';
COMMENT ON COLUMN mart.support_projects.return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN mart.support_projects.excel_row IS 'Số thứ tự dòng, xem mart.cell_source; nguồn: landing.support_projects';

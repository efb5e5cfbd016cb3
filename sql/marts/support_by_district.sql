-- Production support of each district and period.
CREATE VIEW mart.support_by_district AS
SELECT period_key, district_code, district_name, count(*)::integer AS project_count,
    sum(household_count)::bigint AS household_count,
    sum(minority_household_count)::bigint AS minority_household_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.support_projects
GROUP BY period_key, district_code, district_name;
COMMENT ON VIEW mart.support_by_district IS 'Hỗ trợ phát triển sản xuất theo huyện, thành phố và kỳ báo cáo';
COMMENT ON COLUMN mart.support_by_district.period_key IS 'Kỳ báo cáo; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.district_code IS 'Mã huyện, thành phố; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.district_name IS 'Tên huyện, thành phố; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.project_count IS 'Số dự án; đơn vị: dự án; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.household_count IS 'Số lượt hộ được hỗ trợ, hộ tham gia nhiều dự án tính theo từng dự án; đơn vị: hộ; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.minority_household_count IS 'Trong đó: số hộ dân tộc thiểu số; đơn vị: hộ; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.planned_million_vnd IS 'Kế hoạch vốn giao trong kỳ; đơn vị: triệu đồng; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_by_district.disbursed_million_vnd IS 'Vốn giải ngân trong kỳ; đơn vị: triệu đồng; nguồn: mart.support_projects';

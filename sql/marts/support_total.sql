-- Production support of the province in each period.
CREATE VIEW mart.support_total AS
SELECT period_key, count(*)::integer AS project_count,
    sum(household_count)::bigint AS household_count,
    sum(minority_household_count)::bigint AS minority_household_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.support_projects
GROUP BY period_key;
COMMENT ON VIEW mart.support_total IS 'Hỗ trợ phát triển sản xuất toàn tỉnh trong từng kỳ báo cáo';
COMMENT ON COLUMN mart.support_total.period_key IS 'Kỳ báo cáo; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_total.project_count IS 'Số dự án; đơn vị: dự án; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_total.household_count IS 'Số lượt hộ được hỗ trợ, hộ tham gia nhiều dự án tính theo từng dự án; đơn vị: hộ; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_total.minority_household_count IS 'Trong đó: số hộ dân tộc thiểu số; đơn vị: hộ; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_total.planned_million_vnd IS 'Kế hoạch vốn giao trong kỳ; đơn vị: triệu đồng; nguồn: mart.support_projects';
COMMENT ON COLUMN mart.support_total.disbursed_million_vnd IS 'Vốn giải ngân trong kỳ; đơn vị: triệu đồng; nguồn: mart.support_projects';

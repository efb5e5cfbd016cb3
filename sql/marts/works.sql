-- Every work of the returns in force, with approved corrections.
CREATE VIEW mart.works AS
SELECT r.period_key, r.agency_id, w.district AS district_code, d.name AS district_name,
    w.commune AS commune_code, c.name AS commune_name, w.name, w.sector, w.kind,
    w.total_investment_million_vnd, w.planned_million_vnd, w.disbursed_million_vnd,
    w.started_on, w.completed_on, w.reason, r.return_id, w.excel_row
FROM mart.return_in_force r
JOIN landing.works_shown w ON w.return_id = r.return_id
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = w.district
LEFT JOIN ref.area_of_period c ON c.period_key = r.period_key AND c.code = w.commune;
COMMENT ON VIEW mart.works IS 'Công trình cơ sở hạ tầng, mỗi dòng một công trình trong một kỳ';
COMMENT ON COLUMN mart.works.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.works.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.works.district_code IS 'Mã huyện, thành phố; nguồn: landing.works.district';
COMMENT ON COLUMN mart.works.district_name IS 'Tên huyện, thành phố; nguồn: ref.area';
COMMENT ON COLUMN mart.works.commune_code IS 'Mã xã, phường, thị trấn; nguồn: landing.works.commune';
COMMENT ON COLUMN mart.works.commune_name IS 'Tên xã, phường, thị trấn; nguồn: ref.area';
COMMENT ON COLUMN mart.works.name IS 'Tên công trình; nguồn: landing.works.name';
COMMENT ON COLUMN mart.works.sector IS 'Mã lĩnh vực; nguồn: landing.works.sector';
COMMENT ON COLUMN mart.works.kind IS 'Loại hình: new (khởi công mới), carried_over (chuyển tiếp, trả nợ) hoặc maintained (duy tu, bảo dưỡng); nguồn: landing.works.kind';
COMMENT ON COLUMN mart.works.total_investment_million_vnd IS 'Tổng mức đầu tư được duyệt; đơn vị: triệu đồng; nguồn: landing.works';
COMMENT ON COLUMN mart.works.planned_million_vnd IS 'Kế hoạch vốn giao trong kỳ; đơn vị: triệu đồng; nguồn: landing.works';
COMMENT ON COLUMN mart.works.disbursed_million_vnd IS 'Vốn giải ngân trong kỳ; đơn vị: triệu đồng; nguồn: landing.works';
COMMENT ON COLUMN mart.works.started_on IS 'Ngày khởi công; nguồn: landing.works';
COMMENT ON COLUMN mart.works.completed_on IS 'Ngày hoàn thành, để trống nếu chưa hoàn thành; nguồn: landing.works';
COMMENT ON COLUMN mart.works.reason IS 'Ghi chú, giải trình của cơ quan; nguồn: landing.works';
COMMENT ON COLUMN mart.works.return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN mart.works.excel_row IS 'Số thứ tự dòng, xem mart.cell_source; nguồn: landing.works';

-- Works of each district and period.
CREATE VIEW mart.works_by_district AS
SELECT period_key, district_code, district_name,
    (count(*) FILTER (WHERE kind = 'new'))::integer AS new_count,
    (count(*) FILTER (WHERE kind = 'carried_over'))::integer AS carried_over_count,
    (count(*) FILTER (WHERE kind = 'maintained'))::integer AS maintained_count,
    count(*)::integer AS works_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.works
GROUP BY period_key, district_code, district_name;
COMMENT ON VIEW mart.works_by_district IS 'Công trình cơ sở hạ tầng theo huyện, thành phố và kỳ báo cáo';
COMMENT ON COLUMN mart.works_by_district.period_key IS 'Kỳ báo cáo; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.district_code IS 'Mã huyện, thành phố; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.district_name IS 'Tên huyện, thành phố; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.new_count IS 'Số công trình khởi công mới; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.carried_over_count IS 'Số công trình chuyển tiếp, trả nợ; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.maintained_count IS 'Số công trình duy tu, bảo dưỡng; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.works_count IS 'Tổng số công trình; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.planned_million_vnd IS 'Kế hoạch vốn giao trong kỳ; đơn vị: triệu đồng; nguồn: mart.works';
COMMENT ON COLUMN mart.works_by_district.disbursed_million_vnd IS 'Vốn giải ngân trong kỳ; đơn vị: triệu đồng; nguồn: mart.works';

-- Works of the province in each period.
CREATE VIEW mart.works_total AS
SELECT period_key,
    (count(*) FILTER (WHERE kind = 'new'))::integer AS new_count,
    (count(*) FILTER (WHERE kind = 'carried_over'))::integer AS carried_over_count,
    (count(*) FILTER (WHERE kind = 'maintained'))::integer AS maintained_count,
    count(*)::integer AS works_count,
    sum(planned_million_vnd) AS planned_million_vnd,
    sum(disbursed_million_vnd) AS disbursed_million_vnd
FROM mart.works
GROUP BY period_key;
COMMENT ON VIEW mart.works_total IS 'Công trình cơ sở hạ tầng toàn tỉnh trong từng kỳ báo cáo';
COMMENT ON COLUMN mart.works_total.period_key IS 'Kỳ báo cáo; nguồn: mart.works';
COMMENT ON COLUMN mart.works_total.new_count IS 'Số công trình khởi công mới; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_total.carried_over_count IS 'Số công trình chuyển tiếp, trả nợ; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_total.maintained_count IS 'Số công trình duy tu, bảo dưỡng; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_total.works_count IS 'Tổng số công trình; đơn vị: công trình; nguồn: mart.works';
COMMENT ON COLUMN mart.works_total.planned_million_vnd IS 'Kế hoạch vốn giao trong kỳ; đơn vị: triệu đồng; nguồn: mart.works';
COMMENT ON COLUMN mart.works_total.disbursed_million_vnd IS 'Vốn giải ngân trong kỳ; đơn vị: triệu đồng; nguồn: mart.works';

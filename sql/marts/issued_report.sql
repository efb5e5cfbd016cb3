-- The reports that were signed and published: what a published number is quoted by.
CREATE VIEW mart.issued_report AS
SELECT e.id AS release_id, e.period_key, e.number, e.title, e.drafted_at, e.decided_at AS issued_at,
    (SELECT count(*) FROM release.release_return i WHERE i.release_id = e.id)::integer
        AS return_count
FROM release.release e
WHERE e.state = 'published' AND e.decided_at <= (SELECT mart.horizon());
COMMENT ON VIEW mart.issued_report IS 'Báo cáo đã ký duyệt và ban hành, mỗi dòng một báo cáo';
COMMENT ON COLUMN mart.issued_report.release_id IS 'Mã báo cáo, dùng để đặt etl.release_id; nguồn: release.release';
COMMENT ON COLUMN mart.issued_report.period_key IS 'Kỳ báo cáo; nguồn: release.release';
COMMENT ON COLUMN mart.issued_report.number IS 'Số và ký hiệu của báo cáo; nguồn: release.release';
COMMENT ON COLUMN mart.issued_report.title IS 'Trích yếu của báo cáo; nguồn: release.release';
COMMENT ON COLUMN mart.issued_report.drafted_at IS 'Thời điểm lập dự thảo; nguồn: release.release';
COMMENT ON COLUMN mart.issued_report.issued_at IS 'Thời điểm ký duyệt và ban hành; nguồn: release.release';
COMMENT ON COLUMN mart.issued_report.return_count IS 'Số biểu đã dùng, kể cả biểu của kỳ trước để so sánh; đơn vị: biểu; nguồn: release.release_return';

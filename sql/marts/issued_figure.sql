-- The numbers that published reports print, exact and as printed.
CREATE VIEW mart.issued_figure AS
SELECT e.release_id, e.period_key, e.number, f.figure_id, f.value, f.unit, f.printed, f.basis,
    f.mart, f.filter
FROM mart.issued_report e
JOIN release.release_figure f ON f.release_id = e.release_id;
COMMENT ON VIEW mart.issued_figure IS 'Số liệu in trong báo cáo đã ban hành, mỗi dòng một số liệu';
COMMENT ON COLUMN mart.issued_figure.release_id IS 'Mã báo cáo; nguồn: mart.issued_report';
COMMENT ON COLUMN mart.issued_figure.period_key IS 'Kỳ báo cáo; nguồn: mart.issued_report';
COMMENT ON COLUMN mart.issued_figure.number IS 'Số và ký hiệu của báo cáo; nguồn: mart.issued_report';
COMMENT ON COLUMN mart.issued_figure.figure_id IS 'Mã số liệu; nguồn: release.release_figure';
COMMENT ON COLUMN mart.issued_figure.value IS 'Giá trị chính xác, theo đơn vị tính; nguồn: release.release_figure';
COMMENT ON COLUMN mart.issued_figure.unit IS 'Đơn vị tính của giá trị; nguồn: release.release_figure';
COMMENT ON COLUMN mart.issued_figure.printed IS 'Cách viết trong báo cáo, kể cả từ làm tròn (“trên”, “gần”); nguồn: release.release_figure';
COMMENT ON COLUMN mart.issued_figure.basis IS 'Cách tính tỷ lệ, để trống nếu không phải tỷ lệ; nguồn: release.release_figure';
COMMENT ON COLUMN mart.issued_figure.mart IS 'Bảng số liệu đã lấy giá trị; nguồn: release.release_figure';
COMMENT ON COLUMN mart.issued_figure.filter IS 'Cột và giá trị để chọn dòng của bảng đó; nguồn: release.release_figure';

-- What the schema release holds, in the analyst's language; run after every migration. The comments
-- in the migrations are for whoever reads those.

COMMENT ON SCHEMA release IS 'Báo cáo như đã ban hành';

COMMENT ON TABLE release.release IS 'Báo cáo, từ dự thảo đến khi ban hành';
COMMENT ON COLUMN release.release.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.period_key IS 'Kỳ báo cáo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.number IS 'Số và ký hiệu, để trống khi chưa được cấp; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.title IS 'Trích yếu của báo cáo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.state IS 'Tình trạng: draft (dự thảo), approved (đã ký duyệt), refused (bị từ chối) hoặc published (đã ban hành); nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.drafted_at IS 'Thời điểm lập dự thảo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.decided_at IS 'Thời điểm ký duyệt hoặc từ chối; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.decided_by IS 'Người ký duyệt hoặc từ chối; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.reason IS 'Lý do; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.last_seq IS 'Thứ tự của sự kiện cuối cùng được tính vào báo cáo; để trống đối với báo cáo lập trước khi có dãy chung, khi đó tính đến thời điểm lập dự thảo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';

COMMENT ON TABLE release.release_return IS 'Các biểu đã dùng để lập báo cáo, kể cả biểu của kỳ trước để so sánh; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.release_return.release_id IS 'Mã báo cáo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_return.return_id IS 'Mã lượt gửi biểu; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';

COMMENT ON TABLE release.release_figure IS 'Các số liệu in trong báo cáo; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.release_figure.release_id IS 'Mã báo cáo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.figure_id IS 'Mã số liệu trong báo cáo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.value IS 'Giá trị chính xác, theo đơn vị ở cột unit; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.printed IS 'Cách viết trong báo cáo, kể cả từ làm tròn (“trên”, “gần”); nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.unit IS 'Đơn vị tính của giá trị; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.mart IS 'Bảng số liệu đã lấy giá trị; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.filter IS 'Cột và giá trị để chọn dòng của bảng đó; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.basis IS 'Cách tính tỷ lệ, để trống nếu không phải tỷ lệ; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_figure.rounding IS 'Cách làm tròn: exact (không làm tròn), down (làm tròn xuống), up (làm tròn lên) hoặc nearest (đến số gần nhất); nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';

COMMENT ON TABLE release.release_file IS 'Các tệp của báo cáo; tệp cuối cùng của mỗi bản có giá trị; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.release_file.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_file.release_id IS 'Mã báo cáo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_file.edition IS 'Loại tệp: docx (Word), xlsx (Excel) hoặc html; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_file.sha256 IS 'Mã băm SHA-256 của tệp; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_file.path IS 'Nơi lưu tệp; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_file.at IS 'Thời điểm ghi tệp; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';

COMMENT ON TABLE release.release_event IS 'Diễn biến tình trạng của báo cáo; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.release_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_event.release_id IS 'Mã báo cáo; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_event.at IS 'Thời điểm bắt đầu tình trạng đó; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_event.state IS 'Tình trạng: draft (dự thảo), approved (đã ký duyệt), refused (bị từ chối) hoặc published (đã ban hành); nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_event.actor IS 'Người thực hiện, để trống nếu do hệ thống; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release_event.reason IS 'Lý do; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';

COMMENT ON TABLE release.announcement IS 'Các tập hợp biểu mà với đó kỳ báo cáo được thông báo là đủ số liệu; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.announcement.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi kỳ báo cáo đủ số liệu';
COMMENT ON COLUMN release.announcement.period_key IS 'Kỳ báo cáo; nguồn: hệ thống ghi khi kỳ báo cáo đủ số liệu';
COMMENT ON COLUMN release.announcement.return_set IS 'Mã băm MD5 của danh sách biểu đang có hiệu lực; nguồn: hệ thống ghi khi kỳ báo cáo đủ số liệu';
COMMENT ON COLUMN release.announcement.at IS 'Thời điểm thông báo; nguồn: hệ thống ghi khi kỳ báo cáo đủ số liệu';

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
COMMENT ON COLUMN release.release.predecessor_id IS 'Mã báo cáo cùng kỳ mà báo cáo này thay thế, để trống nếu là báo cáo đầu tiên; dự thảo đã bị thay thế thì không ký được; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';
COMMENT ON COLUMN release.release.signed_on IS 'Ngày của văn bản, để trống khi chưa ban hành; nguồn: hệ thống ghi khi lập, ký và ban hành báo cáo';

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

COMMENT ON TABLE release.content IS 'Nội dung cố định của từng dự thảo: lời văn, bảng, biểu đồ, số liệu và nguồn của số liệu; báo cáo lập trước khi có bảng này không lưu nội dung; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.content.release_id IS 'Mã báo cáo; nguồn: hệ thống ghi khi lập dự thảo';
COMMENT ON COLUMN release.content.sha256 IS 'Mã băm SHA-256 của nội dung, tức là cái mà chữ ký gắn với; nguồn: hệ thống ghi khi lập dự thảo';
COMMENT ON COLUMN release.content.content IS 'Nội dung ở dạng JSON, không gồm số và ngày của văn bản; nguồn: hệ thống ghi khi lập dự thảo';
COMMENT ON COLUMN release.content.texts IS 'Tên tệp và lời văn mà người soạn thảo đã viết khi lập dự thảo; nguồn: expectations/report';

COMMENT ON TABLE release.sign_off_request IS 'Các lần trình ký; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.sign_off_request.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi trình ký';
COMMENT ON COLUMN release.sign_off_request.release_id IS 'Mã dự thảo được trình; nguồn: hệ thống ghi khi trình ký';
COMMENT ON COLUMN release.sign_off_request.content_sha256 IS 'Mã băm SHA-256 của nội dung được trình; nguồn: hệ thống ghi khi trình ký';
COMMENT ON COLUMN release.sign_off_request.channel IS 'Nơi trình: airflow hoặc desk (bàn làm việc); nguồn: hệ thống ghi khi trình ký';
COMMENT ON COLUMN release.sign_off_request.run IS 'Lượt chạy của Airflow đã trình, để trống nếu trình ở bàn làm việc; nguồn: hệ thống ghi khi trình ký';
COMMENT ON COLUMN release.sign_off_request.asked_in IS 'Lần thực hiện bước trình ký đang chờ trả lời, để trống nếu trình ở bàn làm việc; nguồn: hệ thống ghi khi trình ký';
COMMENT ON COLUMN release.sign_off_request.at IS 'Thời điểm trình; nguồn: hệ thống ghi khi trình ký';

COMMENT ON TABLE release.sign_off IS 'Trả lời của người có quyền ký; chỉ bảng này quyết định việc ban hành; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN release.sign_off.request_id IS 'Lần trình được trả lời; nguồn: release.sign_off_request';
COMMENT ON COLUMN release.sign_off.answer IS 'Trả lời: approved (đồng ý ban hành) hoặc refused (không đồng ý); nguồn: người ký';
COMMENT ON COLUMN release.sign_off.responder IS 'Tên đăng nhập của người trả lời; nguồn: Airflow hoặc bàn làm việc';
COMMENT ON COLUMN release.sign_off.reason IS 'Ý kiến kèm theo; nguồn: người ký';
COMMENT ON COLUMN release.sign_off.answered_at IS 'Thời điểm trả lời; nguồn: Airflow hoặc bàn làm việc';
COMMENT ON COLUMN release.sign_off.at IS 'Thời điểm ghi vào kho; nguồn: hệ thống ghi khi có trả lời';

-- What the schema registry holds, in the analyst's language; run after every migration. The comments
-- in the migrations are for whoever reads those.

COMMENT ON SCHEMA registry IS 'Những gì đã nhận và kết quả xử lý';

COMMENT ON TABLE registry.schema_version IS 'Lần nâng cấp kho dữ liệu gần nhất';
COMMENT ON COLUMN registry.schema_version.version_num IS 'Số thứ tự lần nâng cấp; nguồn: sql/migrations';

COMMENT ON TABLE registry.warehouse_state IS 'Dấu vết của lần dựng bảng số liệu và danh mục gần nhất';
COMMENT ON COLUMN registry.warehouse_state.fingerprint IS 'Mã băm SHA-256 của sql/ và expectations/; nguồn: lệnh etl migrate';
COMMENT ON COLUMN registry.warehouse_state.migrated_at IS 'Thời điểm nâng cấp; nguồn: lệnh etl migrate';

COMMENT ON TABLE registry.submission IS 'Các tệp đã nhận, giữ cả tệp bị trả lại; nội dung gửi lại khi không còn là bản mới nhất là một dòng khác';
COMMENT ON COLUMN registry.submission.id IS 'Số thứ tự do hệ thống cấp; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.sha256 IS 'Mã băm SHA-256 của tệp, cũng là tên tệp trong kho lưu trữ; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.file_name IS 'Tên tệp do người gửi đặt; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.channel IS 'Cách gửi: inbox (hộp thư đến), upload (trang của cơ quan), email (thư điện tử) hoặc command_line (dòng lệnh); nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.received_at IS 'Thời điểm nhận lần đầu; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.size_bytes IS 'Kích thước tệp; đơn vị: byte; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.kind IS 'Loại tệp thật theo nội dung, ví dụ xlsx; để trống khi chưa đọc; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.agency_id IS 'Cơ quan gửi theo trang bìa; để trống khi chưa đọc hoặc không rõ; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.period_key IS 'Kỳ báo cáo theo trang bìa; để trống khi chưa đọc hoặc không rõ; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.state IS 'Tình trạng: received (đã nhận), read (đã đọc), unreadable (không đọc được), judged (đã kiểm tra), duplicate (giống hệt bản mới nhất đã có) hoặc refused (không nhận trên trang của cơ quan); nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.data_note IS 'Ghi chú về số liệu ở trang bìa, ví dụ số liệu phân rã minh họa; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.editions IS 'Mã biểu và phiên bản ghi ở trang bìa; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.recognised IS 'Những gì đã nhận ra trong tệp và ở đâu; nguồn: tệp cơ quan gửi, hệ thống ghi khi nhận và đọc';
COMMENT ON COLUMN registry.submission.is_secret IS 'Bị từ chối vì có dấu độ mật hay không; nếu có thì không giữ tên và nội dung của tệp, chỉ giữ mã băm; nguồn: hệ thống ghi khi nhận và đọc';

COMMENT ON TABLE registry.submission_event IS 'Diễn biến xử lý từng tệp; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.submission_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi xử lý tệp';
COMMENT ON COLUMN registry.submission_event.submission_id IS 'Mã tệp gửi; nguồn: hệ thống ghi khi xử lý tệp';
COMMENT ON COLUMN registry.submission_event.at IS 'Thời điểm xảy ra; nguồn: hệ thống ghi khi xử lý tệp';
COMMENT ON COLUMN registry.submission_event.kind IS 'Sự việc: received (đã nhận), uploaded (gửi qua trang của cơ quan), duplicate (trùng tệp đã có), read (đã đọc), unreadable (không đọc được), judged (đã kiểm tra), given_back (đã trả lại) hoặc refused (không nhận trên trang của cơ quan); nguồn: hệ thống ghi khi xử lý tệp';
COMMENT ON COLUMN registry.submission_event.actor IS 'Người thực hiện, để trống nếu do hệ thống; nguồn: hệ thống ghi khi xử lý tệp';
COMMENT ON COLUMN registry.submission_event.detail IS 'Chi tiết thêm, ví dụ tên của tệp gửi trùng; nguồn: hệ thống ghi khi xử lý tệp';
COMMENT ON COLUMN registry.submission_event.source IS 'Tệp trên ổ đĩa, để một tệp không bị ghi nhận hai lần; nguồn: hệ thống ghi khi xử lý tệp';

COMMENT ON TABLE registry.explanation IS 'Giải trình cán bộ ghi trong tệp trả lại';
COMMENT ON COLUMN registry.explanation.id IS 'Số thứ tự do hệ thống cấp; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN registry.explanation.submission_id IS 'Mã tệp có ghi giải trình; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN registry.explanation.finding_key IS 'Biểu|quy tắc|cột|khóa dòng của phát hiện được giải trình; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN registry.explanation.reason IS 'Lý do, theo lời văn của cán bộ; nguồn: tệp cơ quan gửi';

COMMENT ON TABLE registry.return IS 'Từng biểu trong từng tệp gửi: đơn vị để kiểm tra và chấp nhận';
COMMENT ON COLUMN registry.return.id IS 'Số thứ tự do hệ thống cấp; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.submission_id IS 'Mã tệp chứa biểu; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.agency_id IS 'Mã cơ quan gửi; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.form_id IS 'Mã biểu; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.period_key IS 'Kỳ báo cáo; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.version IS 'Bản thứ mấy của cơ quan, biểu và kỳ đó, tính từ 1; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.sheet IS 'Tên trang tính trong tệp; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.letters IS 'Tên cột trong kho và chữ cái của cột trong trang tính; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.data_note IS 'Ghi chú về số liệu ở trang bìa, ví dụ số liệu phân rã minh họa; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.edition IS 'Phiên bản biểu mẫu ghi ở trang bìa; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.return.more_sheets IS 'Các trang tính tiếp theo của biểu, là trang thứ 2, thứ 3… trong cột sheet_no; nguồn: tệp cơ quan gửi, hệ thống ghi khi kiểm tra';

COMMENT ON TABLE registry.return_event IS 'Diễn biến tình trạng của từng lượt gửi biểu; chỉ ghi thêm, dòng cuối cùng có giá trị';
COMMENT ON COLUMN registry.return_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống hoặc cán bộ tổng hợp ghi khi quyết định';
COMMENT ON COLUMN registry.return_event.return_id IS 'Mã lượt gửi biểu; nguồn: hệ thống hoặc cán bộ tổng hợp ghi khi quyết định';
COMMENT ON COLUMN registry.return_event.at IS 'Thời điểm bắt đầu tình trạng đó; nguồn: hệ thống hoặc cán bộ tổng hợp ghi khi quyết định';
COMMENT ON COLUMN registry.return_event.state IS 'Tình trạng: received (đã nhận), rejected (đã trả lại), needs_confirmation (cần giải trình), awaiting_signature (chờ thủ trưởng ký), accepted (đã chấp nhận), superseded (đã có bản khác thay thế) hoặc withdrawn (đã rút); nguồn: hệ thống hoặc cán bộ tổng hợp ghi khi quyết định';
COMMENT ON COLUMN registry.return_event.actor IS 'Người quyết định, để trống nếu hệ thống tự quyết định; nguồn: hệ thống hoặc cán bộ tổng hợp ghi khi quyết định';
COMMENT ON COLUMN registry.return_event.reason IS 'Lý do; nguồn: hệ thống hoặc cán bộ tổng hợp ghi khi quyết định';
COMMENT ON COLUMN registry.return_event.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';
COMMENT ON COLUMN registry.return_event.proposal_id IS 'Mã đề nghị đã được phê duyệt cho việc rút hoặc khôi phục bản này khi kỳ đã khóa, mỗi đề nghị dùng một lần; để trống nếu không cần; nguồn: registry.version_decision';

COMMENT ON TABLE registry.return_load IS 'Các lượt gửi biểu đã nạp vào kho; ghi cùng một lần với số liệu';
COMMENT ON COLUMN registry.return_load.return_id IS 'Mã lượt gửi biểu; nguồn: hệ thống ghi khi nạp số liệu';
COMMENT ON COLUMN registry.return_load.loaded_at IS 'Thời điểm nạp; nguồn: hệ thống ghi khi nạp số liệu';
COMMENT ON COLUMN registry.return_load.row_count IS 'Số dòng đã nạp; đơn vị: dòng; nguồn: hệ thống ghi khi nạp số liệu';
COMMENT ON COLUMN registry.return_load.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.finding IS 'Các phát hiện trong từng tệp; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.finding.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.submission_id IS 'Mã tệp gửi; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.return_id IS 'Mã lượt gửi biểu, để trống nếu phát hiện thuộc cả tệp; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.rule_id IS 'Mã quy tắc đã phát hiện; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.severity IS 'Mức độ: critical (phải sửa), warning (phải sửa hoặc giải trình) hoặc info (để biết); nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.rung IS 'Bậc kiểm tra, từ 1 (tệp) đến 6 (kho dữ liệu); nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.form_id IS 'Mã biểu, để trống nếu không thuộc biểu nào; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.sheet IS 'Trang tính của ô đầu tiên, để trống nếu không có ô; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.column_name IS 'Tên cột trong kho, để trống nếu không thuộc cột nào; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.cells IS 'Địa chỉ các ô: trang tính, chữ cái của cột và số dòng; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.row_key IS 'Khóa của dòng, để trống nếu không thuộc dòng nào; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.row_label IS 'Tên gọi của dòng, để trống nếu không có; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.value IS 'Giá trị như cán bộ đã ghi; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.expected IS 'Giá trị đúng ra phải có; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.difference IS 'Mức chênh lệch; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.message IS 'Nội dung thông báo; nguồn: hệ thống ghi khi kiểm tra';

COMMENT ON TABLE registry.confirmation IS 'Giải trình của cơ quan về từng cảnh báo; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.confirmation.id IS 'Số thứ tự do hệ thống cấp; nguồn: cơ quan giải trình';
COMMENT ON COLUMN registry.confirmation.return_id IS 'Mã lượt gửi biểu; nguồn: cơ quan giải trình';
COMMENT ON COLUMN registry.confirmation.rule_id IS 'Mã quy tắc đã cảnh báo; nguồn: cơ quan giải trình';
COMMENT ON COLUMN registry.confirmation.column_name IS 'Cột của phát hiện, để trống nếu không có; nguồn: cơ quan giải trình';
COMMENT ON COLUMN registry.confirmation.row_key IS 'Khóa dòng của phát hiện, để trống nếu không có; nguồn: cơ quan giải trình';
COMMENT ON COLUMN registry.confirmation.reason IS 'Lý do, theo lời văn của cơ quan; nguồn: cơ quan giải trình';
COMMENT ON COLUMN registry.confirmation.actor IS 'Người giải trình; nguồn: cơ quan giải trình';
COMMENT ON COLUMN registry.confirmation.at IS 'Thời điểm giải trình; nguồn: cơ quan giải trình';

COMMENT ON TABLE registry.confirmation_event IS 'Quyết định của cán bộ tổng hợp về từng giải trình; mỗi giải trình một quyết định, chỉ ghi thêm';
COMMENT ON COLUMN registry.confirmation_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: cán bộ tổng hợp quyết định';
COMMENT ON COLUMN registry.confirmation_event.confirmation_id IS 'Mã giải trình; nguồn: cán bộ tổng hợp quyết định';
COMMENT ON COLUMN registry.confirmation_event.decision IS 'Quyết định: accepted (chấp nhận) hoặc refused (không chấp nhận); nguồn: cán bộ tổng hợp quyết định';
COMMENT ON COLUMN registry.confirmation_event.actor IS 'Cán bộ tổng hợp; nguồn: cán bộ tổng hợp quyết định';
COMMENT ON COLUMN registry.confirmation_event.reason IS 'Lý do; nguồn: cán bộ tổng hợp quyết định';
COMMENT ON COLUMN registry.confirmation_event.at IS 'Thời điểm quyết định; nguồn: cán bộ tổng hợp quyết định';
COMMENT ON COLUMN registry.confirmation_event.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.waiver IS 'Các ngoại lệ của quy tắc, có phạm vi và thời hạn; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.waiver.id IS 'Số thứ tự do hệ thống cấp; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.rule_id IS 'Mã quy tắc được miễn áp dụng; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.agency_id IS 'Chỉ áp dụng cho cơ quan này, để trống nếu cho mọi cơ quan; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.form_id IS 'Chỉ áp dụng cho biểu này, để trống nếu cho mọi biểu; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.period_key IS 'Chỉ áp dụng cho kỳ này, để trống nếu cho mọi kỳ; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.row_key IS 'Chỉ áp dụng cho dòng này, để trống nếu cho mọi dòng; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.authority IS 'Người có thẩm quyền cho phép, kèm văn bản; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.reason IS 'Lý do; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.valid_until IS 'Ngày cuối cùng còn hiệu lực; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.actor IS 'Cán bộ tổng hợp đã ghi; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.at IS 'Thời điểm bắt đầu có hiệu lực; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.waiver_event IS 'Việc thu hồi ngoại lệ trước thời hạn; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.waiver_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver_event.waiver_id IS 'Mã ngoại lệ; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver_event.decision IS 'Quyết định: revoked (thu hồi); nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver_event.actor IS 'Cán bộ tổng hợp; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver_event.reason IS 'Lý do; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver_event.at IS 'Thời điểm thu hồi; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.waiver_event.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.correction IS 'Các đính chính từng ô do cán bộ tổng hợp đề nghị; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.correction.id IS 'Số thứ tự do hệ thống cấp; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.return_id IS 'Mã lượt gửi biểu; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.sheet_no IS 'Thứ tự trang tính của ô trong biểu, từ 1; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.excel_row IS 'Số thứ tự dòng của ô trong trang tính; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.column_name IS 'Cột của ô; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.original_value IS 'Giá trị đã nạp, dạng chữ, theo đơn vị của cột; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.corrected_value IS 'Giá trị mới, dạng chữ, theo đơn vị của cột; để trống nếu xóa giá trị; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.reason IS 'Lý do; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.actor IS 'Cán bộ tổng hợp đề nghị; nguồn: cán bộ tổng hợp đề nghị';
COMMENT ON COLUMN registry.correction.at IS 'Thời điểm đề nghị; nguồn: cán bộ tổng hợp đề nghị';

COMMENT ON TABLE registry.correction_event IS 'Kết quả của từng đính chính: quyết định và thời điểm báo cho cơ quan; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.correction_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: cán bộ tổng hợp thứ hai quyết định';
COMMENT ON COLUMN registry.correction_event.correction_id IS 'Mã đính chính; nguồn: cán bộ tổng hợp thứ hai quyết định';
COMMENT ON COLUMN registry.correction_event.decision IS 'Sự việc: approved (người thứ hai duyệt), refused (người thứ hai từ chối), withdrawn (người đề nghị rút) hoặc told (đã báo cho cơ quan); nguồn: cán bộ tổng hợp thứ hai quyết định';
COMMENT ON COLUMN registry.correction_event.actor IS 'Người quyết định hoặc người báo, để trống nếu do hệ thống; nguồn: cán bộ tổng hợp thứ hai quyết định';
COMMENT ON COLUMN registry.correction_event.reason IS 'Lý do; nguồn: cán bộ tổng hợp thứ hai quyết định';
COMMENT ON COLUMN registry.correction_event.at IS 'Thời điểm xảy ra; với told là thời điểm báo cho cơ quan; nguồn: cán bộ tổng hợp thứ hai quyết định';
COMMENT ON COLUMN registry.correction_event.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.notice IS 'Các thư đã gửi; chỉ ghi thêm, không gửi trùng';
COMMENT ON COLUMN registry.notice.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi gửi thư';
COMMENT ON COLUMN registry.notice.kind IS 'Loại thư, ví dụ thư nhắc trước hạn; nguồn: hệ thống ghi khi gửi thư';
COMMENT ON COLUMN registry.notice.agency_id IS 'Mã cơ quan liên quan; nguồn: hệ thống ghi khi gửi thư';
COMMENT ON COLUMN registry.notice.period_key IS 'Kỳ báo cáo liên quan; nguồn: hệ thống ghi khi gửi thư';
COMMENT ON COLUMN registry.notice.recipient IS 'Địa chỉ nhận thư; nguồn: hệ thống ghi khi gửi thư';
COMMENT ON COLUMN registry.notice.sent_at IS 'Thời điểm gửi; nguồn: hệ thống ghi khi gửi thư';
COMMENT ON COLUMN registry.notice.detail IS 'Điểm phân biệt với các thư cùng loại, ví dụ ngày hoặc bản; nguồn: hệ thống ghi khi gửi thư';

COMMENT ON TABLE registry.link IS 'Các liên kết để cơ quan mở trang của mình; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.link.id IS 'Số thứ tự do hệ thống cấp; nguồn: người tạo liên kết';
COMMENT ON COLUMN registry.link.agency_id IS 'Mã cơ quan được cấp liên kết; nguồn: người tạo liên kết';
COMMENT ON COLUMN registry.link.period_key IS 'Kỳ báo cáo của liên kết; nguồn: người tạo liên kết';
COMMENT ON COLUMN registry.link.token_sha256 IS 'Mã băm SHA-256 của khóa trong liên kết; bản thân khóa không được lưu ở đâu; nguồn: người tạo liên kết';
COMMENT ON COLUMN registry.link.expires_at IS 'Thời điểm liên kết hết hạn; nguồn: người tạo liên kết';
COMMENT ON COLUMN registry.link.created_by IS 'Người tạo; nguồn: người tạo liên kết';
COMMENT ON COLUMN registry.link.at IS 'Thời điểm tạo; nguồn: người tạo liên kết';

COMMENT ON TABLE registry.link_event IS 'Diễn biến của từng liên kết; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.link_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi mở hoặc thu hồi liên kết';
COMMENT ON COLUMN registry.link_event.link_id IS 'Mã liên kết; nguồn: hệ thống ghi khi mở hoặc thu hồi liên kết';
COMMENT ON COLUMN registry.link_event.kind IS 'Sự việc: revoked (bị thu hồi) hoặc opened (được mở); nguồn: hệ thống ghi khi mở hoặc thu hồi liên kết';
COMMENT ON COLUMN registry.link_event.actor IS 'Người thực hiện; nguồn: hệ thống ghi khi mở hoặc thu hồi liên kết';
COMMENT ON COLUMN registry.link_event.at IS 'Thời điểm xảy ra; nguồn: hệ thống ghi khi mở hoặc thu hồi liên kết';

COMMENT ON TABLE registry.deadline_extension IS 'Các lần gia hạn cho cơ quan; lần cuối cùng có giá trị; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.deadline_extension.id IS 'Số thứ tự do hệ thống cấp; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.agency_id IS 'Mã cơ quan được gia hạn; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.form_id IS 'Chỉ áp dụng cho biểu này, để trống nếu cho mọi biểu phải gửi; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.period_key IS 'Kỳ báo cáo được gia hạn; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.due_on IS 'Hạn gửi mới; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.reason IS 'Lý do; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.actor IS 'Người gia hạn; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.at IS 'Thời điểm gia hạn; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.deadline_extension.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.upload IS 'Các lần gửi tệp qua trang của cơ quan, mỗi lần một dòng; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.upload.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';
COMMENT ON COLUMN registry.upload.submission_id IS 'Mã tệp gửi; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';
COMMENT ON COLUMN registry.upload.agency_id IS 'Mã cơ quan có trang đó; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';
COMMENT ON COLUMN registry.upload.period_key IS 'Kỳ báo cáo của trang đó; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';
COMMENT ON COLUMN registry.upload.file_name IS 'Tên tệp ở lần gửi này; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';
COMMENT ON COLUMN registry.upload.actor IS 'Người gửi: người giữ liên kết hoặc thủ trưởng cơ quan; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';
COMMENT ON COLUMN registry.upload.refusal IS 'Lý do không nhận tệp trên trang đó, để trống nếu đã nhận; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';
COMMENT ON COLUMN registry.upload.at IS 'Thời điểm tệp đã lưu trọn vẹn; nguồn: hệ thống ghi khi nhận tệp qua trang của cơ quan';

COMMENT ON TABLE registry.signature IS 'Các lượt gửi biểu đã được thủ trưởng cơ quan ký xác nhận; chỉ ghi thêm, không sửa';
COMMENT ON COLUMN registry.signature.id IS 'Số thứ tự do hệ thống cấp; nguồn: thủ trưởng cơ quan ký trên trang của cơ quan';
COMMENT ON COLUMN registry.signature.return_id IS 'Mã lượt gửi biểu đã ký, đúng bản được ký; nguồn: thủ trưởng cơ quan ký trên trang của cơ quan';
COMMENT ON COLUMN registry.signature.actor IS 'Tài khoản của thủ trưởng cơ quan; nguồn: thủ trưởng cơ quan ký trên trang của cơ quan';
COMMENT ON COLUMN registry.signature.at IS 'Thời điểm ký; nguồn: thủ trưởng cơ quan ký trên trang của cơ quan';

COMMENT ON TABLE registry.operation IS 'Ngày hệ thống đi vào vận hành; chỉ ghi thêm, dòng mới nhất có giá trị';
COMMENT ON COLUMN registry.operation.id IS 'Số thứ tự do hệ thống cấp; nguồn: lệnh etl migrate';
COMMENT ON COLUMN registry.operation.live_from IS 'Ngày hệ thống đi vào vận hành; biểu có hạn gửi trước ngày này là nhập hồi tố; nguồn: lệnh etl migrate';
COMMENT ON COLUMN registry.operation.actor IS 'Người ghi; nguồn: lệnh etl migrate';
COMMENT ON COLUMN registry.operation.at IS 'Thời điểm ghi; nguồn: lệnh etl migrate';
COMMENT ON COLUMN registry.operation.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.fault IS 'Các lỗi theo từng chỗ, mỗi chỗ một dòng dù lặp lại ở nhiều bản; hệ thống tự cập nhật';
COMMENT ON COLUMN registry.fault.agency_id IS 'Mã cơ quan gửi; nguồn: registry.return';
COMMENT ON COLUMN registry.fault.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN registry.fault.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN registry.fault.rule_id IS 'Mã quy tắc; nguồn: registry.finding';
COMMENT ON COLUMN registry.fault.column_name IS 'Tên cột trong kho, để trống nếu không thuộc cột nào; nguồn: registry.finding';
COMMENT ON COLUMN registry.fault.row_key IS 'Khóa của dòng, để trống nếu không thuộc dòng nào; nguồn: registry.finding';
COMMENT ON COLUMN registry.fault.first_version IS 'Bản đầu tiên có lỗi; nguồn: registry.return';
COMMENT ON COLUMN registry.fault.last_version IS 'Bản cuối cùng còn lỗi; nguồn: registry.return';
COMMENT ON COLUMN registry.fault.first_at IS 'Thời điểm nhận bản đầu tiên có lỗi; nguồn: registry.submission';
COMMENT ON COLUMN registry.fault.fixed_at IS 'Thời điểm nhận bản đã hết lỗi, để trống nếu chưa sửa; nguồn: registry.submission';
COMMENT ON COLUMN registry.fault.is_confirmed IS 'Giải trình về lỗi đã được chấp nhận hay chưa; nguồn: registry.confirmation_event';

COMMENT ON TABLE registry.rule_tally IS 'Số lỗi của từng quy tắc tại từng cơ quan; hệ thống tự cập nhật';
COMMENT ON COLUMN registry.rule_tally.rule_id IS 'Mã quy tắc; nguồn: registry.fault';
COMMENT ON COLUMN registry.rule_tally.agency_id IS 'Mã cơ quan gửi; nguồn: registry.fault';
COMMENT ON COLUMN registry.rule_tally.fired_count IS 'Số lỗi; đơn vị: lỗi; nguồn: registry.fault';
COMMENT ON COLUMN registry.rule_tally.confirmed_count IS 'Số lỗi có giải trình được chấp nhận; đơn vị: lỗi; nguồn: registry.fault';

COMMENT ON TABLE registry.rule_fix_time IS 'Số lỗi của từng quy tắc theo thời gian sửa; hệ thống tự cập nhật';
COMMENT ON COLUMN registry.rule_fix_time.rule_id IS 'Mã quy tắc; nguồn: registry.fault';
COMMENT ON COLUMN registry.rule_fix_time.minutes IS 'Thời gian từ bản đầu tiên có lỗi đến bản đầu tiên hết lỗi, chính xác như khi in; đơn vị: phút; nguồn: registry.fault';
COMMENT ON COLUMN registry.rule_fix_time.fault_count IS 'Số lỗi; đơn vị: lỗi; nguồn: registry.fault';

COMMENT ON TABLE registry.standing IS 'Bản mới nhất của từng biểu, hoặc bản được khôi phục đang chờ, và tình trạng hiện nay; hệ thống tự cập nhật';
COMMENT ON COLUMN registry.standing.agency_id IS 'Mã cơ quan gửi; nguồn: registry.return';
COMMENT ON COLUMN registry.standing.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN registry.standing.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN registry.standing.return_id IS 'Mã lượt gửi của bản đó; nguồn: registry.return';
COMMENT ON COLUMN registry.standing.version IS 'Bản thứ mấy; nguồn: registry.return';
COMMENT ON COLUMN registry.standing.state IS 'Tình trạng hiện nay của bản đó; nguồn: registry.return_event';
COMMENT ON COLUMN registry.standing.at IS 'Thời điểm bắt đầu tình trạng đó; nguồn: registry.return_event';

COMMENT ON FUNCTION registry.refuse_change() IS 'Thủ tục bảo vệ các bảng chỉ ghi thêm, không sửa, không xóa';
COMMENT ON FUNCTION registry.guard_correction_decision() IS 'Thủ tục bảo đảm người thứ hai quyết định, không phải người đề nghị';
COMMENT ON FUNCTION registry.printed_minutes IS 'Thời gian tính bằng phút, chính xác như khi in';
COMMENT ON FUNCTION registry.tally_new_faults() IS 'Thủ tục cộng lỗi mới vào số lỗi của quy tắc';
COMMENT ON FUNCTION registry.tally_changed_faults() IS 'Thủ tục cập nhật số lỗi của quy tắc khi lỗi thay đổi';
COMMENT ON FUNCTION registry.note_faults() IS 'Thủ tục cập nhật lỗi theo phát hiện mới';
COMMENT ON FUNCTION registry.fix_faults() IS 'Thủ tục đánh dấu lỗi của bản trước đã được sửa';
COMMENT ON FUNCTION registry.confirm_faults() IS 'Thủ tục đánh dấu lỗi có giải trình được chấp nhận';
COMMENT ON FUNCTION registry.lift_faults() IS 'Thủ tục đánh dấu đã hết lỗi khi phát hiện bị gỡ bỏ';
COMMENT ON FUNCTION registry.note_standing() IS 'Thủ tục cập nhật tình trạng của bản mới nhất hoặc bản được khôi phục đang chờ';
COMMENT ON FUNCTION registry.places_of IS 'Các địa bàn của một lượt gửi biểu, theo kết quả kiểm tra và số liệu đã nạp';
COMMENT ON FUNCTION registry.places_unknown IS 'Chưa biết các địa bàn của một lượt gửi biểu hay không';
COMMENT ON FUNCTION registry.standing_of IS 'Bản mới nhất của từng biểu, hoặc bản được khôi phục đang chờ';
COMMENT ON FUNCTION registry.waiver_covers IS 'Một ngoại lệ có áp dụng cho cơ quan, biểu, kỳ và dòng này hay không';

COMMENT ON COLUMN registry.return.is_nil IS 'Cơ quan ghi rõ không phát sinh trong kỳ hay không; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN registry.finding.against IS 'Các biểu khác được đối chiếu khi phát hiện, mỗi biểu ghi [biểu, cơ quan, kỳ]; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.finding.is_trial IS 'Quy tắc đang thử nghiệm hay không: chỉ đếm và hiện, không ngăn việc chấp nhận; nguồn: expectations/*.yaml';
COMMENT ON COLUMN registry.finding.judgement_id IS 'Lần kiểm tra đã phát hiện, để trống nếu phát hiện thuộc cả tệp hoặc có trước khi ghi các lần kiểm tra; nguồn: registry.judgement';

COMMENT ON TABLE registry.judgement IS 'Mỗi lần một biểu được kiểm tra và bộ quy tắc đã dùng';
COMMENT ON COLUMN registry.judgement.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.judgement.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN registry.judgement.rule_book IS 'Mã băm của bộ quy tắc đã dùng, để trống với lần kiểm tra trước khi ghi mã này; nguồn: expectations/*.yaml';
COMMENT ON COLUMN registry.judgement.cause IS 'Lý do kiểm tra: received (mới nhận), counterpart_gone (biểu đối chiếu không còn), rules_changed (quy tắc thay đổi) hoặc corrected (có đính chính được chấp nhận); nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.judgement.actor IS 'Người yêu cầu, để trống nếu do hệ thống; nguồn: hệ thống hoặc cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.judgement.reason IS 'Lý do của người yêu cầu; nguồn: hệ thống hoặc cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.judgement.seen_event IS 'Thứ tự của sự việc cuối cùng của các biểu đã được tính đến; nguồn: registry.return_event';
COMMENT ON COLUMN registry.judgement.places IS 'Mã các địa bàn trong bảng đã kiểm tra, với biểu mà mỗi địa bàn chỉ một cơ quan gửi; để trống nếu chưa ghi khi kiểm tra; nguồn: tệp cơ quan gửi và đính chính được chấp nhận';
COMMENT ON COLUMN registry.judgement.at IS 'Thời điểm kiểm tra; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.judgement.seq IS 'Thứ tự trong dãy chung của mọi sự kiện; nguồn: hệ thống ghi khi có sự kiện';

COMMENT ON TABLE registry.finding_lifted IS 'Các phát hiện mà lần kiểm tra sau của cùng biểu không còn thấy';
COMMENT ON COLUMN registry.finding_lifted.finding_id IS 'Mã phát hiện; nguồn: registry.finding';
COMMENT ON COLUMN registry.finding_lifted.judgement_id IS 'Lần kiểm tra đã gỡ phát hiện; nguồn: registry.judgement';

COMMENT ON TABLE registry.period_event IS 'Việc khóa và mở lại từng kỳ báo cáo; chỉ ghi thêm, dòng cuối cùng có giá trị';
COMMENT ON COLUMN registry.period_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: bàn làm việc hoặc việc ban hành báo cáo';
COMMENT ON COLUMN registry.period_event.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN registry.period_event.kind IS 'Sự việc: closed (khóa) hoặc reopened (mở lại); nguồn: bàn làm việc hoặc việc ban hành báo cáo';
COMMENT ON COLUMN registry.period_event.release_id IS 'Báo cáo được ban hành làm khóa kỳ, để trống nếu do cán bộ khóa; nguồn: release.release';
COMMENT ON COLUMN registry.period_event.actor IS 'Người thực hiện; nguồn: bàn làm việc hoặc việc ban hành báo cáo';
COMMENT ON COLUMN registry.period_event.reason IS 'Lý do; nguồn: bàn làm việc hoặc việc ban hành báo cáo';
COMMENT ON COLUMN registry.period_event.at IS 'Thời điểm; nguồn: bàn làm việc hoặc việc ban hành báo cáo';

COMMENT ON TABLE registry.incident IS 'Sự cố của chính hệ thống, không phải lỗi của tệp đã gửi';
COMMENT ON COLUMN registry.incident.id IS 'Số thứ tự do hệ thống cấp, dùng khi trao đổi; nguồn: hệ thống ghi khi gặp sự cố';
COMMENT ON COLUMN registry.incident.kind IS 'Khâu gặp sự cố: vault (kho lưu tệp), reader (đọc), judge (kiểm tra), load (nạp), give_back (trả lại), check (đối chiếu kho), backup (sao lưu); nguồn: hệ thống ghi khi gặp sự cố';
COMMENT ON COLUMN registry.incident.submission_id IS 'Tệp phải chờ vì sự cố, để trống nếu không có; nguồn: registry.submission';
COMMENT ON COLUMN registry.incident.return_id IS 'Lượt gửi biểu phải chờ vì sự cố, để trống nếu không có; nguồn: registry.return';
COMMENT ON COLUMN registry.incident.detail IS 'Những gì đã biết, không chứa nội dung của tệp gửi; nguồn: hệ thống ghi khi gặp sự cố';
COMMENT ON COLUMN registry.incident.at IS 'Thời điểm; nguồn: hệ thống ghi khi gặp sự cố';

COMMENT ON COLUMN registry.return_load.sums IS 'Tổng từng cột số khi đọc tệp, để trống nếu nạp trước khi có ghi tổng; nguồn: tệp cơ quan gửi';
COMMENT ON TABLE registry.warehouse_check IS 'Kết quả kiểm tra kho dữ liệu sau mỗi lần nạp; kết quả mới nhất của từng phép kiểm tra và từng kỳ là kết quả được dùng; chỉ ghi thêm';
COMMENT ON COLUMN registry.warehouse_check.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.warehouse_check.check_id IS 'Mã phép kiểm tra; nguồn: expectations/warehouse.yaml';
COMMENT ON COLUMN registry.warehouse_check.period_key IS 'Kỳ báo cáo được kiểm tra; nguồn: ref.period';
COMMENT ON COLUMN registry.warehouse_check.violation_count IS 'Số chỗ không đúng, bằng 0 nếu đạt; nguồn: sql/checks';
COMMENT ON COLUMN registry.warehouse_check.detail IS 'Lời nêu những chỗ không đúng, để trống nếu đạt; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.warehouse_check.seen_seq IS 'Thứ tự của sự kiện cuối cùng mà lần kiểm tra đã xét đến; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.warehouse_check.at IS 'Thời điểm; nguồn: hệ thống ghi khi kiểm tra';

COMMENT ON TABLE registry.incident_event IS 'Diễn biến của từng sự cố; chỉ ghi thêm';
COMMENT ON COLUMN registry.incident_event.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi xử lý sự cố';
COMMENT ON COLUMN registry.incident_event.incident_id IS 'Mã sự cố; nguồn: registry.incident';
COMMENT ON COLUMN registry.incident_event.kind IS 'Diễn biến: again (gặp lại), told (đã báo người quản trị) hoặc resolved (đã khắc phục); nguồn: hệ thống ghi khi xử lý sự cố';
COMMENT ON COLUMN registry.incident_event.actor IS 'Người thực hiện, để trống nếu do hệ thống; nguồn: hệ thống hoặc người quản trị ghi';
COMMENT ON COLUMN registry.incident_event.detail IS 'Chi tiết thêm, không chứa nội dung của tệp gửi; nguồn: hệ thống ghi khi xử lý sự cố';
COMMENT ON COLUMN registry.incident_event.at IS 'Thời điểm; nguồn: hệ thống ghi khi xử lý sự cố';

COMMENT ON TABLE registry.correction_finding IS 'Các điểm mà một đề nghị đính chính làm phát sinh, kèm lý do của người đề nghị';
COMMENT ON COLUMN registry.correction_finding.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi đề nghị';
COMMENT ON COLUMN registry.correction_finding.correction_id IS 'Mã đề nghị đính chính; nguồn: registry.correction';
COMMENT ON COLUMN registry.correction_finding.rule_id IS 'Mã quy tắc đã phát hiện; nguồn: expectations/*.yaml';
COMMENT ON COLUMN registry.correction_finding.severity IS 'Mức độ: warning (phải giải trình) hoặc info (để biết); đính chính làm phát sinh lỗi phải sửa thì không nhận; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.correction_finding.column_name IS 'Tên cột, để trống nếu không thuộc cột nào; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.correction_finding.row_key IS 'Khóa của dòng, để trống nếu không thuộc dòng nào; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.correction_finding.value IS 'Giá trị bị phát hiện; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.correction_finding.expected IS 'Giá trị đối chiếu; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.correction_finding.message IS 'Nội dung thông báo; nguồn: hệ thống ghi khi kiểm tra';
COMMENT ON COLUMN registry.correction_finding.reason IS 'Lý do của người đề nghị, để trống nếu chỉ để biết; nguồn: cán bộ tổng hợp ghi khi đề nghị';

COMMENT ON TABLE registry.place_in_force IS 'Địa bàn của các biểu đang có hiệu lực, ở những biểu mà mỗi địa bàn chỉ một cơ quan báo cáo; hệ thống tự ghi, hai biểu không cùng giữ một địa bàn';
COMMENT ON COLUMN registry.place_in_force.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN registry.place_in_force.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN registry.place_in_force.place IS 'Mã địa bàn ghi trong biểu; nguồn: bảng số liệu của biểu';
COMMENT ON COLUMN registry.place_in_force.return_id IS 'Mã lượt gửi biểu đang có hiệu lực; nguồn: registry.return';

COMMENT ON TABLE registry.version_proposal IS 'Đề nghị rút hoặc khôi phục một bản của kỳ báo cáo đã khóa, chờ cán bộ thứ hai quyết định';
COMMENT ON COLUMN registry.version_proposal.id IS 'Số thứ tự do hệ thống cấp; nguồn: hệ thống ghi khi đề nghị';
COMMENT ON COLUMN registry.version_proposal.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN registry.version_proposal.kind IS 'Việc đề nghị: withdraw (rút) hoặc restore (khôi phục); nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.version_proposal.reason IS 'Lý do; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.version_proposal.actor IS 'Người đề nghị; nguồn: hệ thống ghi khi đề nghị';
COMMENT ON COLUMN registry.version_proposal.at IS 'Thời điểm; nguồn: hệ thống ghi khi đề nghị';
COMMENT ON TABLE registry.version_decision IS 'Quyết định về đề nghị rút hoặc khôi phục một bản của kỳ báo cáo đã khóa';
COMMENT ON COLUMN registry.version_decision.proposal_id IS 'Mã đề nghị; nguồn: registry.version_proposal';
COMMENT ON COLUMN registry.version_decision.decision IS 'Quyết định: approved (đồng ý), refused (không đồng ý) hoặc withdrawn (người đề nghị tự rút); nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.version_decision.actor IS 'Người quyết định, khác người đề nghị; nguồn: hệ thống ghi khi quyết định';
COMMENT ON COLUMN registry.version_decision.reason IS 'Lý do; nguồn: cán bộ tổng hợp ghi';
COMMENT ON COLUMN registry.version_decision.at IS 'Thời điểm; nguồn: hệ thống ghi khi quyết định';

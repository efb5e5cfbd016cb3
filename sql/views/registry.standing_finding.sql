-- The findings that hold: those that no later judgement of the same return lifted, up to the event
-- that the session looks at. Whoever decides or tells what is wrong reads this view, never the table
-- of all that was ever found.
CREATE VIEW registry.standing_finding AS
SELECT f.id, f.submission_id, f.return_id, f.rule_id, f.severity, f.rung, f.form_id, f.sheet,
    f.column_name, f.cells, f.row_key, f.row_label, f.value, f.expected, f.difference, f.message,
    f.against, f.is_trial, f.judgement_id
FROM registry.finding f
WHERE NOT EXISTS (
    SELECT FROM registry.finding_lifted l
    JOIN registry.judgement j ON j.id = l.judgement_id
    WHERE l.finding_id = f.id AND j.seq <= (SELECT mart.last_seq()));
COMMENT ON VIEW registry.standing_finding IS 'Các phát hiện còn giá trị: chưa bị lần kiểm tra sau của cùng biểu gỡ bỏ';
COMMENT ON COLUMN registry.standing_finding.id IS 'Số thứ tự do hệ thống cấp; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.submission_id IS 'Mã tệp gửi; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.return_id IS 'Mã lượt gửi biểu, để trống nếu phát hiện thuộc cả tệp; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.rule_id IS 'Mã quy tắc đã phát hiện; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.severity IS 'Mức độ: critical (phải sửa), warning (phải sửa hoặc giải trình) hoặc info (để biết); nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.rung IS 'Bậc kiểm tra, từ 1 (tệp) đến 6 (kho dữ liệu); nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.form_id IS 'Mã biểu, để trống nếu không thuộc biểu nào; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.sheet IS 'Trang tính của ô đầu tiên, để trống nếu không có ô; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.column_name IS 'Tên cột trong kho, để trống nếu không thuộc cột nào; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.cells IS 'Địa chỉ các ô: trang tính, chữ cái của cột và số dòng; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.row_key IS 'Khóa của dòng, để trống nếu không thuộc dòng nào; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.row_label IS 'Tên gọi của dòng, để trống nếu không có; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.value IS 'Giá trị như cán bộ đã ghi; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.expected IS 'Giá trị đúng ra phải có; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.difference IS 'Mức chênh lệch; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.message IS 'Nội dung thông báo; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.against IS 'Các biểu khác được đối chiếu khi phát hiện, mỗi biểu ghi [biểu, cơ quan, kỳ]; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.is_trial IS 'Quy tắc đang thử nghiệm hay không: chỉ đếm và hiện, không ngăn việc chấp nhận; nguồn: registry.finding';
COMMENT ON COLUMN registry.standing_finding.judgement_id IS 'Lần kiểm tra đã phát hiện, để trống nếu phát hiện thuộc cả tệp hoặc có trước khi ghi các lần kiểm tra; nguồn: registry.finding';

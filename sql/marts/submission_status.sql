-- Every obligation of every period and where it stands; a version in force meets it.
CREATE VIEW mart.submission_status AS
SELECT o.period_key, o.agency_id, o.agency_name, o.agency_short_name, o.form_id, o.form_title,
    o.state, o.latest_state, o.return_id, o.version_count, o.given_back_count,
    o.first_received_at, o.accepted_at, o.due_on, o.is_late, o.is_backfilled,
    coalesce(r.data_note, '') AS data_note, coalesce(i.is_nil, false) AS is_nil
FROM registry.obligation_standing o
LEFT JOIN registry.return r ON r.id = o.return_id
LEFT JOIN registry.return i ON i.id = o.in_force_id;
COMMENT ON VIEW mart.submission_status IS 'Tình hình gửi từng biểu của từng cơ quan trong từng kỳ';
COMMENT ON COLUMN mart.submission_status.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN mart.submission_status.agency_id IS 'Mã cơ quan phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN mart.submission_status.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.submission_status.agency_short_name IS 'Tên viết gọn của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.submission_status.form_id IS 'Mã biểu phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN mart.submission_status.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN mart.submission_status.state IS 'Tình trạng: accepted (đã chấp nhận), waived (được miễn), needs_confirmation (cần giải trình), awaiting_signature (chờ thủ trưởng ký), rejected (đã trả lại) hoặc missing (chưa gửi); nguồn: registry.return_event, registry.waiver';
COMMENT ON COLUMN mart.submission_status.latest_state IS 'Tình trạng của bản mới nhất, để trống nếu chưa gửi; nguồn: registry.return_event';
COMMENT ON COLUMN mart.submission_status.return_id IS 'Mã của bản mới nhất, để trống nếu chưa gửi; nguồn: registry.return';
COMMENT ON COLUMN mart.submission_status.version_count IS 'Số bản đã gửi; đơn vị: bản; nguồn: registry.return';
COMMENT ON COLUMN mart.submission_status.given_back_count IS 'Số bản đã bị trả lại hoặc phải giải trình; đơn vị: bản; nguồn: registry.return_event';
COMMENT ON COLUMN mart.submission_status.first_received_at IS 'Thời điểm nhận bản đầu tiên; nguồn: registry.submission';
COMMENT ON COLUMN mart.submission_status.accepted_at IS 'Thời điểm chấp nhận bản đang có hiệu lực; nguồn: registry.return_event';
COMMENT ON COLUMN mart.submission_status.due_on IS 'Hạn gửi (ngày cuối cùng); nguồn: registry.obligation_due';
COMMENT ON COLUMN mart.submission_status.is_late IS 'Gửi sau hạn, hoặc quá hạn mà chưa gửi và không được miễn; không xét biểu nhập hồi tố; nguồn: registry.obligation_due, registry.submission';
COMMENT ON COLUMN mart.submission_status.is_backfilled IS 'Hạn gửi có trước ngày hệ thống vận hành hay không; nếu có thì không xét đúng hạn (nhập hồi tố); nguồn: registry.operation';
COMMENT ON COLUMN mart.submission_status.data_note IS 'Ghi chú về số liệu ở trang bìa của bản mới nhất; nguồn: registry.return';
COMMENT ON COLUMN mart.submission_status.is_nil IS 'Bản đang được tính ghi rõ không phát sinh hay không; khác với chưa gửi; nguồn: registry.return';

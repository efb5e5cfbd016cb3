-- The current state of each return: its last event.
CREATE VIEW registry.return_state AS
SELECT r.id AS return_id, last.state, last.at, last.actor, last.reason
FROM registry.return r
CROSS JOIN LATERAL (
    SELECT e.state, e.at, e.actor, e.reason FROM registry.return_event e
    WHERE e.return_id = r.id ORDER BY e.id DESC LIMIT 1
) last;
COMMENT ON VIEW registry.return_state IS 'Tình trạng hiện nay của từng lượt gửi biểu';
COMMENT ON COLUMN registry.return_state.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN registry.return_state.state IS 'Tình trạng: received (đã nhận), rejected (đã trả lại), needs_confirmation (cần giải trình), awaiting_signature (chờ thủ trưởng ký), accepted (đã chấp nhận), superseded (đã có bản khác thay thế) hoặc withdrawn (đã rút); nguồn: registry.return_event';
COMMENT ON COLUMN registry.return_state.at IS 'Thời điểm bắt đầu có hiệu lực; nguồn: registry.return_event';
COMMENT ON COLUMN registry.return_state.actor IS 'Người quyết định, để trống nếu hệ thống tự quyết định; nguồn: registry.return_event';
COMMENT ON COLUMN registry.return_state.reason IS 'Lý do; nguồn: registry.return_event';

-- Warnings that agencies explained and a steward accepted. Where a form holds personal data, or a
-- text of the return may name somebody and waits for an answer, what could name a person is left out;
-- so is what could tell a small count of a form that keeps those back.
CREATE VIEW mart.confirmed_warning AS
SELECT DISTINCT ON (r.return_id, c.rule_id, c.column_name, c.row_key)
    r.period_key, r.agency_id, r.agency_name, r.form_id, f.title AS form_title, c.rule_id,
    coalesce(u.title, c.rule_id) AS rule_title, c.column_name,
    CASE WHEN f.holds_personal_data OR n.is_kept_back THEN '' ELSE d.row_label END AS row_label,
    CASE WHEN f.holds_personal_data OR n.is_kept_back THEN '' ELSE d.value END AS value,
    CASE WHEN f.holds_personal_data OR n.is_kept_back THEN coalesce(u.title, c.rule_id) ELSE d.message END AS message,
    c.reason, e.at AS accepted_at, r.return_id
FROM mart.return_in_force r
JOIN registry.confirmation c ON c.return_id = r.return_id
JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
    AND e.seq <= (SELECT mart.last_seq())
    AND e.at <= (SELECT mart.horizon())
JOIN registry.standing_finding d ON d.return_id = c.return_id AND d.rule_id = c.rule_id
    AND d.column_name = c.column_name AND d.row_key = c.row_key
LEFT JOIN ref.form f ON f.id = r.form_id
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM registry.hidden_text h
        WHERE h.return_id = r.return_id AND h.columns <> '{}')
    OR EXISTS (SELECT FROM ref.form_column h WHERE h.form_id = r.form_id AND h.is_sensitive)
        AS is_kept_back
) n
LEFT JOIN ref.rule u ON u.id = c.rule_id
ORDER BY r.return_id, c.rule_id, c.column_name, c.row_key, e.id DESC, d.id;
COMMENT ON VIEW mart.confirmed_warning IS 'Các cảnh báo cơ quan đã giải trình và được cán bộ tổng hợp chấp nhận';
COMMENT ON COLUMN mart.confirmed_warning.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.confirmed_warning.agency_id IS 'Mã cơ quan giải trình; nguồn: registry.return';
COMMENT ON COLUMN mart.confirmed_warning.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.confirmed_warning.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.confirmed_warning.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN mart.confirmed_warning.rule_id IS 'Mã quy tắc đã cảnh báo; nguồn: registry.confirmation';
COMMENT ON COLUMN mart.confirmed_warning.rule_title IS 'Nội dung quy tắc; nguồn: ref.rule';
COMMENT ON COLUMN mart.confirmed_warning.column_name IS 'Tên cột trong kho, để trống nếu không thuộc cột nào; nguồn: registry.confirmation';
COMMENT ON COLUMN mart.confirmed_warning.row_label IS 'Tên gọi của dòng, để trống nếu có thể làm lộ tên cá nhân; nguồn: registry.finding';
COMMENT ON COLUMN mart.confirmed_warning.value IS 'Giá trị như cơ quan ghi, để trống nếu có thể làm lộ tên cá nhân; nguồn: registry.finding';
COMMENT ON COLUMN mart.confirmed_warning.message IS 'Nội dung cảnh báo; nguồn: registry.finding';
COMMENT ON COLUMN mart.confirmed_warning.reason IS 'Giải trình của cơ quan; nguồn: registry.confirmation';
COMMENT ON COLUMN mart.confirmed_warning.accepted_at IS 'Thời điểm chấp nhận giải trình; nguồn: registry.confirmation_event';
COMMENT ON COLUMN mart.confirmed_warning.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';

-- What has become of each finding: waived by a rule's exception, or confirmed with a reason. A reason
-- that was given before a later judgement found something else in that place says nothing of it.
CREATE VIEW registry.finding_status AS
SELECT f.id AS finding_id, f.return_id, f.submission_id, f.rule_id, f.severity,
    w.waiver_id, c.confirmation_id, c.decision AS confirmation_decision,
    w.waiver_id IS NULL AND NOT f.is_trial AND (f.severity = 'critical'
        OR f.severity = 'warning' AND c.decision IS DISTINCT FROM 'accepted')
        -- a period that was closed and is open again, or was closed anew, is asked about no more
        AND (f.rule_id <> 'period.closed'
            OR f.row_key IS NOT DISTINCT FROM registry.closed_by(r.period_key)::text) AS is_open
FROM registry.standing_finding f
LEFT JOIN registry.return r ON r.id = f.return_id
LEFT JOIN registry.judgement j ON j.id = f.judgement_id
LEFT JOIN LATERAL (
    SELECT w.id AS waiver_id FROM registry.waiver_standing w
    WHERE w.rule_id = f.rule_id AND w.is_in_force_today
        AND registry.waiver_covers(w.agency_id, w.form_id, w.period_key, w.row_key,
            r.agency_id, f.form_id, r.period_key, f.row_key)
    ORDER BY w.id DESC LIMIT 1
) w ON true
LEFT JOIN LATERAL (
    SELECT c.id AS confirmation_id, e.decision
    FROM registry.confirmation c
    LEFT JOIN registry.confirmation_event e ON e.confirmation_id = c.id
    WHERE c.return_id = f.return_id AND c.rule_id = f.rule_id
        AND c.column_name = f.column_name AND c.row_key = f.row_key
        AND (j.at IS NULL OR c.at >= j.at)
    ORDER BY (e.decision = 'accepted') DESC NULLS LAST, c.id DESC LIMIT 1
) c ON true;
COMMENT ON VIEW registry.finding_status IS 'Kết quả xử lý từng phát hiện: được chấp nhận ngoại lệ, đã giải trình hoặc chưa xử lý';
COMMENT ON COLUMN registry.finding_status.finding_id IS 'Mã phát hiện; nguồn: registry.finding';
COMMENT ON COLUMN registry.finding_status.return_id IS 'Mã lượt gửi biểu, để trống nếu phát hiện thuộc cả tệp; nguồn: registry.finding';
COMMENT ON COLUMN registry.finding_status.submission_id IS 'Mã tệp gửi; nguồn: registry.finding';
COMMENT ON COLUMN registry.finding_status.rule_id IS 'Mã quy tắc; nguồn: registry.finding';
COMMENT ON COLUMN registry.finding_status.severity IS 'Mức độ: critical (phải sửa), warning (phải sửa hoặc giải trình) hoặc info (để biết); nguồn: registry.finding';
COMMENT ON COLUMN registry.finding_status.waiver_id IS 'Mã ngoại lệ đang có hiệu lực áp dụng cho phát hiện, để trống nếu không có; nguồn: registry.waiver';
COMMENT ON COLUMN registry.finding_status.confirmation_id IS 'Mã giải trình được chấp nhận hoặc mới nhất, để trống nếu chưa giải trình; nguồn: registry.confirmation';
COMMENT ON COLUMN registry.finding_status.confirmation_decision IS 'Quyết định: accepted (chấp nhận), refused (không chấp nhận), để trống nếu chưa quyết định; nguồn: registry.confirmation_event';
COMMENT ON COLUMN registry.finding_status.is_open IS 'Phát hiện còn ngăn việc chấp nhận biểu hay không; nguồn: registry.finding, registry.waiver, registry.confirmation_event';

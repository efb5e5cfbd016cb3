-- Exceptions that were allowed for a period; one without a period stands beside every period. One
-- that has ended stands beside the periods in which it let something off when that was due.
CREATE VIEW mart.waiver_in_force AS
SELECT p.key AS period_key, w.id AS waiver_id, w.rule_id,
    CASE WHEN w.is_of_sending THEN 'Cơ quan gửi đủ các biểu phải báo cáo'
        ELSE coalesce(u.title, w.rule_id)
    END AS rule_title,
    w.agency_id, a.agency_name, w.form_id, f.title AS form_title, w.authority, w.reason,
    w.valid_until
FROM (
    SELECT p.key, w.id FROM registry.waiver_standing w
    JOIN ref.period p ON p.key = coalesce(w.period_key, p.key)
    WHERE w.is_in_force
    UNION
    SELECT o.period_key, let_off.waiver_id FROM registry.obligation_standing o
    CROSS JOIN LATERAL unnest(o.waiver_ids) AS let_off (waiver_id)
) p (key, waiver_id)
JOIN registry.waiver_standing w ON w.id = p.waiver_id
LEFT JOIN ref.rule u ON u.id = w.rule_id
LEFT JOIN ref.form f ON f.id = w.form_id
LEFT JOIN ref.agency_of_period a ON a.agency_id = w.agency_id AND a.period_key = p.key;
COMMENT ON VIEW mart.waiver_in_force IS 'Các ngoại lệ được chấp nhận trong kỳ';
COMMENT ON COLUMN mart.waiver_in_force.period_key IS 'Kỳ báo cáo; nguồn: registry.waiver, ref.period';
COMMENT ON COLUMN mart.waiver_in_force.waiver_id IS 'Mã ngoại lệ; nguồn: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.rule_id IS 'Mã quy tắc được miễn áp dụng; nguồn: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.rule_title IS 'Nội dung quy tắc; nguồn: ref.rule';
COMMENT ON COLUMN mart.waiver_in_force.agency_id IS 'Chỉ áp dụng cho cơ quan này, để trống nếu cho mọi cơ quan; nguồn: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.agency_name IS 'Tên đầy đủ của cơ quan; nguồn: ref.agency';
COMMENT ON COLUMN mart.waiver_in_force.form_id IS 'Chỉ áp dụng cho biểu này, để trống nếu cho mọi biểu; nguồn: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN mart.waiver_in_force.authority IS 'Người có thẩm quyền cho phép, kèm văn bản; nguồn: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.reason IS 'Lý do; nguồn: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.valid_until IS 'Ngày cuối cùng còn hiệu lực; nguồn: registry.waiver';

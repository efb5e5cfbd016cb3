-- What was decided on the same fault (agency, form, rule, column, row) in the nearest earlier
-- period: a reason that a steward accepted, a waiver that nobody revoked, or a central correction
-- of the cell.
-- A period is earlier when it ended before, or is the last part of the same year.
CREATE VIEW registry.earlier_reason AS
SELECT f.id AS finding_id, f.return_id, f.rule_id, f.column_name, f.row_key,
    e.kind, e.period_key, e.reason, e.at
FROM registry.standing_finding f
JOIN registry.return r ON r.id = f.return_id
JOIN ref.period p ON p.key = r.period_key
CROSS JOIN LATERAL (
    SELECT found.kind, found.period_key, found.reason, found.at
    FROM (
        SELECT 'confirmed' AS kind, q.period_key, c.reason, d.at, d.seq
        FROM registry.confirmation c
        JOIN registry.confirmation_event d ON d.confirmation_id = c.id AND d.decision = 'accepted'
        JOIN registry.return q ON q.id = c.return_id
        WHERE c.rule_id = f.rule_id AND c.row_key = f.row_key AND c.column_name = f.column_name
            AND q.agency_id = r.agency_id AND q.form_id = r.form_id
        UNION ALL
        SELECT 'waived', w.period_key, w.reason, w.at, w.seq
        FROM registry.waiver_standing w
        WHERE w.rule_id = f.rule_id AND w.revoked_at IS NULL
            AND registry.waiver_covers(w.agency_id, w.form_id, NULL, w.row_key,
                r.agency_id, r.form_id, NULL, f.row_key)
        UNION ALL
        SELECT 'corrected', q.period_key, k.reason, d.at, d.seq
        FROM registry.correction k
        JOIN registry.correction_event d ON d.correction_id = k.id AND d.decision = 'approved'
        JOIN registry.return q ON q.id = k.return_id
        JOIN registry.finding g ON g.return_id = q.id AND g.rule_id = f.rule_id
            AND g.column_name = f.column_name AND g.row_key = f.row_key
        WHERE k.column_name = f.column_name AND f.row_key <> ''
            AND q.agency_id = r.agency_id AND q.form_id = r.form_id
            AND g.cells @> jsonb_build_array(jsonb_build_object(
                'sheet', (q.sheet || q.more_sheets)[k.sheet_no], 'row', k.excel_row))
    ) found
    JOIN ref.period o ON o.key = found.period_key
    WHERE o.ends_on < p.ends_on OR (o.ends_on = p.ends_on AND o.starts_on > p.starts_on)
    ORDER BY o.ends_on DESC, o.starts_on DESC, found.seq DESC
    LIMIT 1
) e
WHERE f.severity IN ('critical', 'warning');
COMMENT ON VIEW registry.earlier_reason IS 'Quyết định ở kỳ trước gần nhất về cùng một lỗi';
COMMENT ON COLUMN registry.earlier_reason.finding_id IS 'Mã phát hiện của kỳ này; nguồn: registry.finding';
COMMENT ON COLUMN registry.earlier_reason.return_id IS 'Mã lượt gửi biểu có phát hiện đó; nguồn: registry.finding';
COMMENT ON COLUMN registry.earlier_reason.rule_id IS 'Mã quy tắc; nguồn: registry.finding';
COMMENT ON COLUMN registry.earlier_reason.column_name IS 'Tên cột trong kho, để trống nếu không thuộc cột nào; nguồn: registry.finding';
COMMENT ON COLUMN registry.earlier_reason.row_key IS 'Khóa của dòng, để trống nếu không thuộc dòng nào; nguồn: registry.finding';
COMMENT ON COLUMN registry.earlier_reason.kind IS 'Loại quyết định: confirmed (giải trình được chấp nhận), waived (chấp nhận ngoại lệ) hoặc corrected (đính chính); nguồn: registry.confirmation, registry.waiver, registry.correction';
COMMENT ON COLUMN registry.earlier_reason.period_key IS 'Kỳ trước đã có quyết định; nguồn: registry.return, registry.waiver';
COMMENT ON COLUMN registry.earlier_reason.reason IS 'Lý do đã ghi ở kỳ trước; nguồn: registry.confirmation, registry.waiver, registry.correction';
COMMENT ON COLUMN registry.earlier_reason.at IS 'Thời điểm quyết định; nguồn: registry.confirmation_event, registry.waiver, registry.correction_event';

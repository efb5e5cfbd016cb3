-- Cells that count because somebody decided so: a warning explained and accepted, a rule waived
-- before the return was accepted, or a value corrected centrally. What footnotes are made of.
CREATE VIEW mart.decided_cell AS
WITH accepted AS (
    SELECT r.*, a.at AS accepted_at, a.seq AS accepted_seq
    FROM mart.return_in_force r
    CROSS JOIN LATERAL (
        SELECT e.at, e.seq FROM registry.return_event e
        WHERE e.return_id = r.return_id AND e.state = 'accepted' AND e.seq <= (SELECT mart.last_seq())
            AND e.at <= (SELECT mart.horizon())
        ORDER BY e.id DESC LIMIT 1
    ) a
)
SELECT r.period_key, r.return_id, r.agency_name, r.form_id, m.title AS form_title,
    CASE WHEN w.id IS NULL THEN 'confirmed' ELSE 'waived' END AS kind,
    coalesce(u.title, f.rule_id) AS rule_title, f.column_name, p.sheet_nos, p.excel_rows, p.place,
    coalesce(w.reason, c.reason) AS reason, coalesce(w.authority, '') AS authority,
    w.id AS waiver_id, NULL AS original_value, NULL AS corrected_value
FROM accepted r
LEFT JOIN ref.form m ON m.id = r.form_id
JOIN registry.standing_finding f ON f.return_id = r.return_id AND f.severity IN ('critical', 'warning')
LEFT JOIN ref.rule u ON u.id = f.rule_id
LEFT JOIN LATERAL (
    SELECT w.id, w.reason, w.authority FROM registry.waiver_standing w
    WHERE w.rule_id = f.rule_id
        AND registry.waiver_covers(w.agency_id, w.form_id, w.period_key, w.row_key,
            r.agency_id, f.form_id, r.period_key, f.row_key)
        AND w.seq < r.accepted_seq
        AND w.valid_until >= (r.accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        AND (w.revoked_seq IS NULL OR w.revoked_seq >= r.accepted_seq)
    ORDER BY w.id DESC LIMIT 1
) w ON true
LEFT JOIN LATERAL (
    SELECT c.reason FROM registry.confirmation c
    JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
        AND e.seq <= (SELECT mart.last_seq())
        AND e.at <= (SELECT mart.horizon())
    WHERE c.return_id = f.return_id AND c.rule_id = f.rule_id
        AND c.column_name = f.column_name AND c.row_key = f.row_key
    ORDER BY e.id DESC LIMIT 1
) c ON true
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(
            coalesce(array_position(r.sheet || r.more_sheets, k.cell ->> 'sheet'), 0)::smallint
            ORDER BY k.n), '{}') AS sheet_nos,
        coalesce(array_agg((k.cell ->> 'row')::integer ORDER BY k.n), '{}') AS excel_rows,
        coalesce(string_agg(
                CASE WHEN r.more_sheets <> '{}' THEN (k.cell ->> 'sheet') || '!' ELSE '' END
                || (k.cell ->> 'letter') || (k.cell ->> 'row'),
                ', ' ORDER BY k.n)
            FILTER (WHERE k.n <= 3), '')
        || CASE WHEN count(*) > 3 THEN '…' ELSE '' END AS place
    FROM jsonb_array_elements(f.cells) WITH ORDINALITY AS k (cell, n)
) p
WHERE w.id IS NOT NULL OR c.reason IS NOT NULL
UNION ALL
SELECT r.period_key, r.return_id, r.agency_name, r.form_id, m.title, 'corrected',
    coalesce(h.header, k.column_name), k.column_name, ARRAY[k.sheet_no], ARRAY[k.excel_row],
    CASE WHEN r.more_sheets <> '{}'
        THEN (r.sheet || r.more_sheets)[k.sheet_no] || '!' ELSE '' END
    || coalesce(r.letters ->> k.column_name, '') || k.excel_row, k.reason, '', NULL,
    CASE WHEN h.is_personal OR h.is_sensitive OR k.column_name = ANY (n.sent_columns)
        THEN NULL ELSE k.original_value END,
    CASE WHEN h.is_personal OR h.is_sensitive OR k.column_name = ANY (n.columns)
        THEN NULL ELSE k.corrected_value END
FROM accepted r
LEFT JOIN ref.form m ON m.id = r.form_id
JOIN registry.correction k ON k.return_id = r.return_id
JOIN registry.correction_event e ON e.correction_id = k.id AND e.decision = 'approved'
    AND e.seq <= (SELECT mart.last_seq())
    AND e.at <= (SELECT mart.horizon())
LEFT JOIN ref.form_column h ON h.form_id = r.form_id AND h.name = k.column_name
LEFT JOIN registry.hidden_text n
    ON (n.return_id, n.sheet_no, n.excel_row) = (k.return_id, k.sheet_no, k.excel_row);
COMMENT ON VIEW mart.decided_cell IS 'Các ô được tính theo một quyết định: giải trình được chấp nhận, được chấp nhận ngoại lệ hoặc được đính chính';
COMMENT ON COLUMN mart.decided_cell.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.decided_cell.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.decided_cell.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.decided_cell.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.decided_cell.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN mart.decided_cell.kind IS 'Loại quyết định: confirmed (giải trình được chấp nhận), waived (chấp nhận ngoại lệ) hoặc corrected (đính chính); nguồn: registry.confirmation, registry.waiver, registry.correction';
COMMENT ON COLUMN mart.decided_cell.rule_title IS 'Nội dung quy tắc, hoặc tên cột được đính chính; nguồn: ref.rule, ref.form_column';
COMMENT ON COLUMN mart.decided_cell.column_name IS 'Tên cột trong kho, để trống nếu không thuộc cột nào; nguồn: registry.finding, registry.correction';
COMMENT ON COLUMN mart.decided_cell.sheet_nos IS 'Thứ tự trang tính của từng dòng ở cột excel_rows, 0 nếu ô nằm ngoài biểu; nguồn: registry.finding, registry.correction';
COMMENT ON COLUMN mart.decided_cell.excel_rows IS 'Số thứ tự các dòng trong trang tính; nguồn: registry.finding, registry.correction';
COMMENT ON COLUMN mart.decided_cell.place IS 'Địa chỉ các ô, nhiều nhất ba ô, kèm tên trang tính nếu biểu nằm ở nhiều trang; nguồn: registry.finding, registry.return.letters';
COMMENT ON COLUMN mart.decided_cell.reason IS 'Lý do; nguồn: registry.confirmation, registry.waiver, registry.correction';
COMMENT ON COLUMN mart.decided_cell.authority IS 'Người có thẩm quyền cho phép ngoại lệ, để trống nếu không phải ngoại lệ; nguồn: registry.waiver';
COMMENT ON COLUMN mart.decided_cell.waiver_id IS 'Mã ngoại lệ, để trống nếu không phải ngoại lệ; nguồn: registry.waiver';
COMMENT ON COLUMN mart.decided_cell.original_value IS 'Giá trị cơ quan đã gửi của ô được đính chính, dạng chữ; để trống nếu là dữ liệu cá nhân hoặc số nhỏ được giữ kín; nguồn: registry.correction';
COMMENT ON COLUMN mart.decided_cell.corrected_value IS 'Giá trị được tính sau đính chính, dạng chữ; để trống nếu là dữ liệu cá nhân hoặc số nhỏ được giữ kín; nguồn: registry.correction';

-- Cells that were corrected centrally: the value sent and the value that counts.
CREATE VIEW mart.corrected_cell AS
SELECT r.period_key, r.agency_id, r.agency_name, r.form_id, f.title AS form_title, r.return_id,
    c.sheet_no, c.excel_row,
    (r.sheet || r.more_sheets)[c.sheet_no] AS sheet, c.column_name, coalesce(h.header, c.column_name) AS column_header,
    CASE WHEN h.is_personal OR h.is_sensitive OR c.column_name = ANY (n.sent_columns)
        THEN NULL ELSE c.original_value END AS original_value,
    CASE WHEN h.is_personal OR h.is_sensitive OR c.column_name = ANY (n.columns)
        THEN NULL ELSE c.corrected_value END AS corrected_value,
    c.reason, e.at AS approved_at, t.at AS told_at
FROM mart.return_in_force r
JOIN registry.correction c ON c.return_id = r.return_id
JOIN registry.correction_event e ON e.correction_id = c.id AND e.decision = 'approved'
    AND e.seq <= (SELECT mart.last_seq())
    AND e.at <= (SELECT mart.horizon())
LEFT JOIN registry.correction_event t ON t.correction_id = c.id AND t.decision = 'told'
LEFT JOIN ref.form f ON f.id = r.form_id
LEFT JOIN ref.form_column h ON h.form_id = r.form_id AND h.name = c.column_name
LEFT JOIN registry.hidden_text n
    ON (n.return_id, n.sheet_no, n.excel_row) = (c.return_id, c.sheet_no, c.excel_row);
COMMENT ON VIEW mart.corrected_cell IS 'Các ô được đính chính tại cơ quan tổng hợp';
COMMENT ON COLUMN mart.corrected_cell.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.corrected_cell.agency_id IS 'Mã cơ quan gửi; nguồn: registry.return';
COMMENT ON COLUMN mart.corrected_cell.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.corrected_cell.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.corrected_cell.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN mart.corrected_cell.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.corrected_cell.sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.excel_row IS 'Số thứ tự dòng trong trang tính; nguồn: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.sheet IS 'Tên trang tính trong tệp; nguồn: registry.return';
COMMENT ON COLUMN mart.corrected_cell.column_name IS 'Tên cột trong kho; nguồn: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.column_header IS 'Tên cột in trên biểu; nguồn: ref.form_column';
COMMENT ON COLUMN mart.corrected_cell.original_value IS 'Giá trị cơ quan đã gửi, dạng chữ, theo đơn vị của cột; để trống nếu là dữ liệu cá nhân hoặc số nhỏ được giữ kín; nguồn: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.corrected_value IS 'Giá trị được tính sau đính chính, dạng chữ, theo đơn vị của cột; để trống nếu là dữ liệu cá nhân hoặc số nhỏ được giữ kín; nguồn: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.reason IS 'Lý do; nguồn: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.approved_at IS 'Thời điểm duyệt đính chính; nguồn: registry.correction_event';
COMMENT ON COLUMN mart.corrected_cell.told_at IS 'Thời điểm báo cho cơ quan, để trống nếu chưa báo; nguồn: registry.correction_event';

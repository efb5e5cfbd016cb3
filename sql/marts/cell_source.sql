-- Where a number comes from, down to the cell of the agency's workbook. No personal data, and no value
-- of a column whose small counts are kept back.
CREATE VIEW mart.cell_source AS
SELECT r.period_key, r.return_id, r.form_id, c.sheet_no, c.excel_row, c.column_name,
    (r.sheet || r.more_sheets)[c.sheet_no] AS sheet,
    (r.letters ->> c.column_name) || c.excel_row AS cell,
    CASE WHEN c.is_kept_back OR c.column_name = ANY (h.columns)
            OR c.column_name = ANY (h.sent_columns) AND k."values" ? c.column_name
        THEN NULL ELSE c.raw_value END AS raw_value,
    CASE WHEN c.is_kept_back OR c.column_name = ANY (h.columns) THEN NULL
        ELSE k."values" ->> c.column_name END AS corrected_value,
    r.file_name, r.sha256, r.agency_id, r.agency_name, r.version, r.received_at
FROM mart.return_in_force r
JOIN landing.cell c ON c.return_id = r.return_id
LEFT JOIN registry.correction_in_force k
    ON (k.return_id, k.sheet_no, k.excel_row) = (c.return_id, c.sheet_no, c.excel_row)
LEFT JOIN registry.hidden_text h
    ON (h.return_id, h.sheet_no, h.excel_row) = (c.return_id, c.sheet_no, c.excel_row);
COMMENT ON VIEW mart.cell_source IS 'Nguồn gốc của từng số liệu, đến tận ô trong tệp cơ quan gửi';
COMMENT ON COLUMN mart.cell_source.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.cell_source.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.cell_source.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.cell_source.sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: landing';
COMMENT ON COLUMN mart.cell_source.excel_row IS 'Số thứ tự dòng trong trang tính, tính từ 1; nguồn: landing';
COMMENT ON COLUMN mart.cell_source.column_name IS 'Tên cột trong kho; nguồn: landing';
COMMENT ON COLUMN mart.cell_source.sheet IS 'Tên trang tính trong tệp; nguồn: registry.return, landing';
COMMENT ON COLUMN mart.cell_source.cell IS 'Địa chỉ ô trong trang tính, ví dụ G14; nguồn: registry.return.letters';
COMMENT ON COLUMN mart.cell_source.raw_value IS 'Nội dung gốc của ô, dạng chữ; để trống nếu số nhỏ của cột được giữ kín; nguồn: landing';
COMMENT ON COLUMN mart.cell_source.corrected_value IS 'Giá trị đính chính được tính thay, dạng chữ, theo đơn vị của cột; để trống nếu không đính chính; nguồn: registry.correction';
COMMENT ON COLUMN mart.cell_source.file_name IS 'Tên tệp cơ quan gửi; nguồn: registry.submission';
COMMENT ON COLUMN mart.cell_source.sha256 IS 'Mã băm SHA-256 của tệp; nguồn: registry.submission';
COMMENT ON COLUMN mart.cell_source.agency_id IS 'Mã cơ quan gửi; nguồn: registry.return';
COMMENT ON COLUMN mart.cell_source.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.cell_source.version IS 'Bản thứ mấy của biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.cell_source.received_at IS 'Thời điểm nhận tệp; nguồn: registry.submission';

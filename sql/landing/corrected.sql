-- The rows of a form with approved corrections laid over them; the table keeps the originals.
CREATE VIEW landing."{form}_corrected" AS
SELECT l.return_id, l.sheet_no, l.excel_row, {columns},
    CASE WHEN c."values" IS NULL THEN l.marks
        ELSE l.marks - ARRAY(SELECT jsonb_object_keys(c."values")) END AS marks
FROM landing."{form}" l
LEFT JOIN registry.correction_in_force c USING (return_id, sheet_no, excel_row);
COMMENT ON VIEW landing."{form}_corrected" IS '{title}, đã tính các đính chính được duyệt';
COMMENT ON COLUMN landing."{form}_corrected".return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN landing."{form}_corrected".sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing."{form}_corrected".excel_row IS 'Số thứ tự dòng trong trang tính; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing."{form}_corrected".marks IS 'Tên cột và dấu hiệu của ô, không gồm ô đã đính chính; nguồn: tệp cơ quan gửi';

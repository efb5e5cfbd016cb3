-- The corrected rows of a form as analysts and the report see them: without texts that may name
-- somebody and wait for an answer.
CREATE VIEW landing."{form}_shown" AS
SELECT l.return_id, l.sheet_no, l.excel_row, {columns}, l.marks
FROM landing."{form}_corrected" l
LEFT JOIN registry.hidden_text h USING (return_id, sheet_no, excel_row);
COMMENT ON VIEW landing."{form}_shown" IS '{title}, đã tính các đính chính được duyệt, ẩn ô ghi chữ có thể nêu tên người';
COMMENT ON COLUMN landing."{form}_shown".return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN landing."{form}_shown".sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing."{form}_shown".excel_row IS 'Số thứ tự dòng trong trang tính; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing."{form}_shown".marks IS 'Tên cột và dấu hiệu của ô, không gồm ô đã đính chính; nguồn: tệp cơ quan gửi';

-- Approved corrections of each row, up to the moment that the session looks at.
CREATE VIEW registry.correction_in_force AS
SELECT return_id, sheet_no, excel_row, jsonb_object_agg(column_name, corrected_value) AS "values"
FROM (
    SELECT DISTINCT ON (c.return_id, c.sheet_no, c.excel_row, c.column_name)
        c.return_id, c.sheet_no, c.excel_row, c.column_name, c.corrected_value
    FROM registry.correction c
    JOIN registry.correction_event e ON e.correction_id = c.id AND e.decision = 'approved'
    WHERE e.seq <= (SELECT mart.last_seq())
        AND e.at <= (SELECT mart.horizon())
    ORDER BY c.return_id, c.sheet_no, c.excel_row, c.column_name, e.id DESC
) latest
GROUP BY return_id, sheet_no, excel_row;
COMMENT ON VIEW registry.correction_in_force IS 'Các đính chính đã duyệt của từng dòng';
COMMENT ON COLUMN registry.correction_in_force.return_id IS 'Mã lượt gửi biểu; nguồn: registry.correction';
COMMENT ON COLUMN registry.correction_in_force.sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: registry.correction';
COMMENT ON COLUMN registry.correction_in_force.excel_row IS 'Số thứ tự dòng trong trang tính; nguồn: registry.correction';
COMMENT ON COLUMN registry.correction_in_force."values" IS 'Tên cột và giá trị đính chính, dạng chữ; nguồn: registry.correction';

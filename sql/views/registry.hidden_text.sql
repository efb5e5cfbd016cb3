-- Cells of text that may name somebody: those that are asked about and have no accepted answer, and
-- those that were asked about and hold another text now, because a later judgement asks no more.
CREATE VIEW registry.hidden_text AS
SELECT f.return_id,
    coalesce(array_position(r.sheet || r.more_sheets, k.cell ->> 'sheet'), 0)::smallint AS sheet_no,
    (k.cell ->> 'row')::integer AS excel_row,
    coalesce(array_agg(DISTINCT f.column_name) FILTER (WHERE s.is_open), '{}') AS columns,
    array_agg(DISTINCT f.column_name) AS sent_columns,
    max(j.seq) FILTER (WHERE s.is_open) AS asked_seq
FROM registry.finding f
JOIN registry.return r ON r.id = f.return_id
LEFT JOIN registry.finding_status s ON s.finding_id = f.id
LEFT JOIN registry.judgement j ON j.id = f.judgement_id
CROSS JOIN LATERAL jsonb_array_elements(f.cells) AS k (cell)
WHERE f.rule_id = 'row.person_in_text' AND (s.finding_id IS NULL OR s.is_open)
GROUP BY f.return_id, sheet_no, excel_row;
COMMENT ON VIEW registry.hidden_text IS 'Các ô ghi chữ có thể nêu tên người, ẩn với người khai thác số liệu và báo cáo';
COMMENT ON COLUMN registry.hidden_text.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN registry.hidden_text.sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: registry.finding';
COMMENT ON COLUMN registry.hidden_text.excel_row IS 'Số thứ tự dòng trong trang tính; nguồn: registry.finding';
COMMENT ON COLUMN registry.hidden_text.columns IS 'Tên các cột đang chờ giải trình được chấp nhận; nguồn: registry.finding_status';
COMMENT ON COLUMN registry.hidden_text.sent_columns IS 'Tên các cột đã bị hỏi, kể cả cột nay đã ghi khác; nguồn: registry.finding';
COMMENT ON COLUMN registry.hidden_text.asked_seq IS 'Thứ tự sự kiện của lần hỏi gần nhất; nguồn: registry.judgement';

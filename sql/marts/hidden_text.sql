-- Which cells of text are hidden in the other marts, because they may name somebody and nobody has
-- accepted yet why they stand there.
CREATE VIEW mart.hidden_text AS
SELECT r.period_key, r.agency_id, r.agency_name, r.form_id, r.return_id, h.sheet_no, h.excel_row,
    c.column_name, h.asked_seq
FROM mart.return_in_force r
JOIN registry.hidden_text h ON h.return_id = r.return_id
CROSS JOIN LATERAL unnest(h.columns) AS c (column_name);
COMMENT ON VIEW mart.hidden_text IS 'Ô ghi chữ đang ẩn vì có thể nêu tên người, chờ giải trình được chấp nhận';
COMMENT ON COLUMN mart.hidden_text.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.hidden_text.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.hidden_text.agency_name IS 'Tên cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.hidden_text.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.hidden_text.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.hidden_text.sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: registry.finding';
COMMENT ON COLUMN mart.hidden_text.excel_row IS 'Số thứ tự dòng trong trang tính; nguồn: registry.finding';
COMMENT ON COLUMN mart.hidden_text.column_name IS 'Tên cột trong kho; nguồn: registry.finding';
COMMENT ON COLUMN mart.hidden_text.asked_seq IS 'Thứ tự sự kiện của lần hỏi; nguồn: registry.judgement';

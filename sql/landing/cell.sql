-- Every cell of every form as text, without those that hold personal data.
CREATE VIEW landing.cell AS
{union};
COMMENT ON VIEW landing.cell IS 'Mọi ô đã nạp, dạng chữ, trừ dữ liệu cá nhân';
COMMENT ON COLUMN landing.cell.return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN landing.cell.form_id IS 'Mã biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN landing.cell.sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing.cell.excel_row IS 'Số thứ tự dòng trong trang tính, tính từ 1; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing.cell.column_name IS 'Tên cột trong kho; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN landing.cell.raw_value IS 'Nội dung gốc của ô, dạng chữ, theo đơn vị của cột; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing.cell.is_kept_back IS 'Cột có số nhỏ được giữ kín, hoặc lời giải trình có thể nhắc số đó, hay không; nguồn: expectations/*.odcs.yaml';

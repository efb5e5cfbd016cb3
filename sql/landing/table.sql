-- The landing table of a form; its own columns are added one by one, never taken away. A foreign
-- key to registry.return would be asked once a row, which is a third of a load; the load itself,
-- which alone may write here, takes its ids from there.
CREATE TABLE IF NOT EXISTS landing."{form}" (
    return_id bigint NOT NULL,
    sheet_no smallint NOT NULL CHECK (sheet_no > 0),
    excel_row integer NOT NULL CHECK (excel_row > 0),
    raw jsonb NOT NULL,
    marks jsonb NOT NULL,
    PRIMARY KEY (return_id, sheet_no, excel_row)
);
COMMENT ON TABLE landing."{form}" IS '{title}';
COMMENT ON COLUMN landing."{form}".return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN landing."{form}".sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing."{form}".excel_row IS 'Số thứ tự dòng trong trang tính; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing."{form}".raw IS 'Tên cột và nội dung gốc của ô, nếu khác giá trị đã đọc; nguồn: tệp cơ quan gửi';
COMMENT ON COLUMN landing."{form}".marks IS 'Tên cột và dấu hiệu của ô: nil (dấu -, bằng 0), missing (bỏ trống), placeholder (dấu …), not_applicable (dấu x, không áp dụng), ditto (dấu lặp lại) hoặc unreadable (không đọc được); nguồn: tệp cơ quan gửi';

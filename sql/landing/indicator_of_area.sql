-- What the rows of each area of the period's day bring to each indicator.
CREATE VIEW landing.indicator_of_area AS
{union};
COMMENT ON VIEW landing.indicator_of_area IS 'Phần của từng địa bàn trong từng chỉ tiêu';
COMMENT ON COLUMN landing.indicator_of_area.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_of_area.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_of_area.area_code IS 'Mã địa bàn của kỳ báo cáo; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.indicator_of_area.area_name IS 'Tên địa bàn tại ngày chốt số liệu; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.indicator_of_area.state IS 'Tình trạng: reported (có số liệu), nil (đã gửi, không phát sinh) hoặc not_sent (chưa có biểu nào được tính); nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_of_area.apart IS 'Phần số liệu không được cộng chung, ví dụ chuẩn nghèo; để trống nếu không có; nguồn: landing';
COMMENT ON COLUMN landing.indicator_of_area.row_count IS 'Số dòng; đơn vị: dòng; nguồn: landing';
COMMENT ON COLUMN landing.indicator_of_area.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN landing.indicator_of_area.numerator IS 'Giá trị, hoặc tử số của tỷ lệ, theo đơn vị của chỉ tiêu; nguồn: landing';
COMMENT ON COLUMN landing.indicator_of_area.denominator IS 'Mẫu số của tỷ lệ, để trống nếu không phải tỷ lệ; nguồn: landing';

-- What each return in force brings to each indicator that its form has; one without rows brings 0.
-- Nothing of columns whose small counts are kept back: what one sends may be a part of what is printed.
CREATE VIEW mart.indicator_of_return AS
SELECT period_key, form_id, agency_id, return_id, apart, row_count::integer AS row_count, indicator_id,
    CASE WHEN NOT is_sensitive THEN numerator END AS numerator,
    CASE WHEN NOT is_sensitive THEN denominator END AS denominator
FROM landing.indicator_sum
WHERE scope = 'return';
COMMENT ON VIEW mart.indicator_of_return IS 'Phần của từng biểu đang được tính trong từng chỉ tiêu';
COMMENT ON COLUMN mart.indicator_of_return.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.indicator_of_return.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.indicator_of_return.agency_id IS 'Mã cơ quan gửi; nguồn: registry.return';
COMMENT ON COLUMN mart.indicator_of_return.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.indicator_of_return.apart IS 'Phần số liệu không được cộng chung, ví dụ chuẩn nghèo; để trống nếu không có; nguồn: landing';
COMMENT ON COLUMN mart.indicator_of_return.row_count IS 'Số dòng của phần đó; đơn vị: dòng; nguồn: landing';
COMMENT ON COLUMN mart.indicator_of_return.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN mart.indicator_of_return.numerator IS 'Giá trị, hoặc tử số của tỷ lệ, theo đơn vị của chỉ tiêu; để trống nếu số nhỏ của cột được giữ kín; nguồn: landing';
COMMENT ON COLUMN mart.indicator_of_return.denominator IS 'Mẫu số của tỷ lệ, để trống nếu không phải tỷ lệ; nguồn: landing';

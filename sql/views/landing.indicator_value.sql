-- Each indicator of a period by area, and once more over all areas, from the returns themselves. A
-- period in which one part of a form (a poverty standard) has most rows has that for its main part.
-- A small count that is kept back has no value here, and says so.
CREATE VIEW landing.indicator_value AS
SELECT i.period_key, i.form_id, i.indicator_id, i.area_code, i.area_name, i.scope = 'total' AS is_total,
    i.state, i.apart, i.is_main, CASE WHEN NOT i.is_suppressed THEN i.numerator END AS numerator,
    CASE WHEN NOT i.is_suppressed THEN i.denominator END AS denominator,
    CASE WHEN i.is_suppressed THEN NULL
        WHEN d.is_share THEN 100.0 * i.numerator / nullif(i.denominator, 0) ELSE i.numerator END
        AS value,
    i.is_suppressed
FROM landing.indicator_sum i
JOIN ref.indicator d ON d.id = i.indicator_id
WHERE i.scope <> 'return';
COMMENT ON VIEW landing.indicator_value IS 'Giá trị các chỉ tiêu của từng kỳ';
COMMENT ON COLUMN landing.indicator_value.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_value.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_value.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN landing.indicator_value.area_code IS 'Mã địa bàn, để trống ở dòng cộng; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.indicator_value.area_name IS 'Tên địa bàn; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.indicator_value.is_total IS 'Dòng cộng các nơi đã gửi; nguồn: mart.indicator_of_return';
COMMENT ON COLUMN landing.indicator_value.state IS 'Tình trạng: reported, nil hoặc not_sent; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_value.apart IS 'Phần số liệu không được cộng chung; nguồn: landing';
COMMENT ON COLUMN landing.indicator_value.is_main IS 'Phần có nhiều dòng nhất trong kỳ; nguồn: landing';
COMMENT ON COLUMN landing.indicator_value.numerator IS 'Giá trị, hoặc tử số; nguồn: landing';
COMMENT ON COLUMN landing.indicator_value.denominator IS 'Mẫu số của tỷ lệ; nguồn: landing';
COMMENT ON COLUMN landing.indicator_value.value IS 'Giá trị của chỉ tiêu; nguồn: landing';
COMMENT ON COLUMN landing.indicator_value.is_suppressed IS 'Có phải số nhỏ được giữ kín hay không; nguồn: landing';

-- Every indicator of every period, by area of the period's day and over all of them, with how many of
-- those who owe have sent. A sum over a part of the province is not given the province's name. Two
-- periods are comparable when no break of the series lies between them, the same places sent and, of
-- an area, it is the same ground.
CREATE VIEW mart.indicator AS
SELECT p.key AS period_key, d.id AS indicator_id, d.name AS indicator, n.area_code, n.area_name,
    n.is_total, n.is_whole, n.state, n.apart, n.is_main,
    CASE WHEN d.fall_of = '' THEN n.value
        WHEN c.is_comparable THEN round(n.previous_value, 2) - round(n.value, 2) END AS value,
    n.numerator, n.denominator, n.sent_count, n.owed_count,
    CASE WHEN d.fall_of = '' THEN n.previous_value END AS previous_value, c.is_comparable,
    coalesce(s.text, '') AS series_break, n.is_suppressed
FROM (SELECT DISTINCT period_key FROM registry.return) begun
JOIN ref.period p ON p.key = begun.period_key
LEFT JOIN ref.period q ON q.key = p.year_before_key
CROSS JOIN LATERAL (
    SELECT v.indicator_id, v.is_total, v.state, v.apart, v.is_main, v.value, v.numerator,
        v.denominator, v.is_suppressed, b.value AS previous_value, s.sent_places, e.sent_places AS sent_before,
        CASE WHEN v.is_total AND s.is_whole THEN a.code ELSE v.area_code END AS area_code,
        CASE WHEN NOT v.is_total THEN v.area_name WHEN s.is_whole THEN a.name
            ELSE 'Các nơi đã có số liệu' END AS area_name,
        s.is_whole, s.sent_count, s.owed_count
    FROM landing.indicator_value v
    CROSS JOIN (SELECT code, name FROM ref.area_of_period
        WHERE period_key = p.key AND parent_code = '' LIMIT 1) a
    LEFT JOIN (
        SELECT form_id, (count(*) FILTER (WHERE owes AND return_id IS NOT NULL))::integer AS sent_count,
            (count(*) FILTER (WHERE owes))::integer AS owed_count,
            bool_and(return_id IS NOT NULL) AS is_whole,
            array_agg(area_code ORDER BY area_code) FILTER (WHERE return_id IS NOT NULL)
                AS sent_places
        FROM mart.sender WHERE period_key = p.key GROUP BY form_id
    ) s ON s.form_id = v.form_id
    LEFT JOIN landing.indicator_value b ON b.period_key = q.key
        AND b.indicator_id = v.indicator_id AND b.apart = v.apart AND b.is_total = v.is_total
        AND coalesce(b.area_code, '') = coalesce(v.area_code, '') AND b.state = 'reported'
    LEFT JOIN (
        SELECT form_id, array_agg(area_code ORDER BY area_code) FILTER (WHERE return_id IS NOT NULL)
            AS sent_places
        FROM mart.sender WHERE period_key = q.key GROUP BY form_id
    ) e ON e.form_id = v.form_id
    WHERE v.period_key = p.key
    OFFSET 0  -- for each period by itself: nothing else keeps the planner from joining
) n
JOIN ref.indicator d ON n.indicator_id = coalesce(nullif(d.fall_of, ''), d.id)
LEFT JOIN LATERAL (  -- areas are compared by their ground, and parts by what their rows say
    SELECT ref.series_breaks(d.form_id, d.columns, q.ends_on, p.ends_on,
        n.is_total, n.apart = '' OR n.previous_value IS NULL) AS text
) s ON true
CROSS JOIN LATERAL (
    SELECT n.previous_value IS NOT NULL AND n.value IS NOT NULL AND s.text IS NULL AND CASE
        WHEN n.is_total THEN n.sent_places = n.sent_before
        ELSE EXISTS (
            SELECT FROM ref.area_ground g
            WHERE g.code = n.area_code AND g.in_code = g.code AND g.valid_from = g.in_valid_from
                AND g.valid_from <= q.ends_on AND p.ends_on < g.valid_to)
    END AS is_comparable
) c;
COMMENT ON VIEW mart.indicator IS 'Mọi chỉ tiêu của mọi kỳ, theo địa bàn và cộng các nơi đã gửi, kèm mức độ đầy đủ của số liệu';
COMMENT ON COLUMN mart.indicator.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.indicator.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN mart.indicator.indicator IS 'Tên chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN mart.indicator.area_code IS 'Mã địa bàn; ở dòng cộng là mã tỉnh nếu mọi cơ quan phải gửi đều đã gửi, nếu không thì để trống; nguồn: ref.counted_area';
COMMENT ON COLUMN mart.indicator.area_name IS 'Tên địa bàn; dòng cộng chỉ mang tên tỉnh khi mọi cơ quan phải gửi đều đã gửi; nguồn: ref.area';
COMMENT ON COLUMN mart.indicator.is_total IS 'Có phải dòng cộng các nơi đã gửi hay không; nguồn: mart.indicator_of_return';
COMMENT ON COLUMN mart.indicator.is_whole IS 'Mọi cơ quan phải gửi biểu này đều đã có bản được tính hay chưa; nguồn: mart.sender';
COMMENT ON COLUMN mart.indicator.state IS 'Tình trạng: reported (có số liệu), nil (đã gửi, không phát sinh) hoặc not_sent (chưa có biểu nào được tính); nguồn: registry.return';
COMMENT ON COLUMN mart.indicator.apart IS 'Phần số liệu không được cộng chung, ví dụ chuẩn nghèo; để trống nếu không có; nguồn: landing';
COMMENT ON COLUMN mart.indicator.is_main IS 'Có phải phần có nhiều dòng nhất của kỳ hay không; nguồn: landing';
COMMENT ON COLUMN mart.indicator.value IS 'Giá trị chưa làm tròn, theo đơn vị của chỉ tiêu; riêng mức giảm là hiệu của hai tỷ lệ đã làm tròn hai chữ số như khi in; để trống nếu không tính được; nguồn: landing';
COMMENT ON COLUMN mart.indicator.numerator IS 'Tử số của tỷ lệ, hoặc chính giá trị; riêng mức giảm: tử số của tỷ lệ kỳ này; nguồn: landing';
COMMENT ON COLUMN mart.indicator.denominator IS 'Mẫu số của tỷ lệ, để trống nếu không phải tỷ lệ; riêng mức giảm: mẫu số của tỷ lệ kỳ này; nguồn: landing';
COMMENT ON COLUMN mart.indicator.sent_count IS 'Số cơ quan phải gửi đã có bản được tính; đơn vị: cơ quan; nguồn: mart.sender';
COMMENT ON COLUMN mart.indicator.owed_count IS 'Số cơ quan phải gửi biểu; đơn vị: cơ quan; nguồn: mart.sender';
COMMENT ON COLUMN mart.indicator.previous_value IS 'Giá trị cùng kỳ năm trước, cùng phần số liệu; để trống nếu không có; nguồn: landing';
COMMENT ON COLUMN mart.indicator.is_comparable IS 'So sánh được với cùng kỳ năm trước hay không: cùng các nơi đã gửi, cùng địa bàn, cùng phần số liệu, chuỗi số liệu không bị ngắt; nguồn: mart.sender, ref.area_ground, ref.series_break';
COMMENT ON COLUMN mart.indicator.series_break IS 'Vì sao chuỗi số liệu bị ngắt so với cùng kỳ năm trước, để trống nếu không bị ngắt; nguồn: ref.series_break';
COMMENT ON COLUMN mart.indicator.is_suppressed IS 'Có phải số nhỏ (từ 1 đến 4, hoặc số phải ẩn theo để không tính ra được) được giữ kín nên giá trị để trống hay không; nguồn: landing';

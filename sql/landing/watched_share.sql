-- The shares that are watched, beside what they must come to by the quarter that ends on the period's
-- last day: over all rows and by what indicators.yaml names. What is compared is printed to two
-- decimals. Without a threshold of the day nothing is watched.
CREATE VIEW mart.watched_share AS
SELECT w.period_key, w.indicator_id, w.part_no, w.part, w.part_name, w.member_id, w.member_name,
    w.numerator, w.denominator, s.value, t.value AS floor_value, round(s.value, 2) < t.value AS is_behind,
    t.set_by AS floor_set_by, t.reason AS floor_reason, t.assumed AS floor_assumed
FROM (
    SELECT NULL::text AS period_key, NULL::text AS indicator_id, NULL::text AS threshold, 0 AS part_no,
        NULL::text AS part, NULL::text AS part_name, NULL::text AS member_id, NULL::text AS member_name,
        NULL::numeric AS numerator, NULL::numeric AS denominator
    WHERE false
    {union}) w
JOIN ref.period p ON p.key = w.period_key
JOIN ref.period q ON q.kind = 'quarter' AND q.year = p.year AND q.ends_on = p.ends_on
JOIN ref.threshold t ON t.id = w.threshold || '_' || lower(split_part(q.key, '-', 2))
    AND daterange(t.valid_from, t.valid_to) @> p.ends_on
CROSS JOIN LATERAL (SELECT 100 * w.numerator / nullif(w.denominator, 0) AS value) s;
COMMENT ON VIEW mart.watched_share IS 'Tỷ lệ được theo dõi tiến độ (như tỷ lệ giải ngân) của từng phần, đặt cạnh mức theo dõi của quý';
COMMENT ON COLUMN mart.watched_share.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.watched_share.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN mart.watched_share.part_no IS 'Thứ tự của cách chia, 0 là tổng số; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN mart.watched_share.part IS 'Chia theo gì: mã cột hoặc danh mục, total là tổng số; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN mart.watched_share.part_name IS 'Chia theo gì, như in trên biểu; nguồn: ref.form_column';
COMMENT ON COLUMN mart.watched_share.member_id IS 'Mã của phần, để trống ở dòng tổng số; nguồn: landing';
COMMENT ON COLUMN mart.watched_share.member_name IS 'Tên của phần tại ngày chốt số liệu; nguồn: ref';
COMMENT ON COLUMN mart.watched_share.numerator IS 'Tử số của tỷ lệ, theo đơn vị của các cột; nguồn: landing';
COMMENT ON COLUMN mart.watched_share.denominator IS 'Mẫu số của tỷ lệ, theo đơn vị của các cột; nguồn: landing';
COMMENT ON COLUMN mart.watched_share.value IS 'Tỷ lệ; đơn vị: %; để trống nếu mẫu số bằng 0; nguồn: landing';
COMMENT ON COLUMN mart.watched_share.floor_value IS 'Mức theo dõi của quý kết thúc vào ngày cuối kỳ; đơn vị: %; nguồn: ref.threshold';
COMMENT ON COLUMN mart.watched_share.is_behind IS 'Tỷ lệ làm tròn hai chữ số thấp hơn mức theo dõi hay không; nguồn: landing, ref.threshold';
COMMENT ON COLUMN mart.watched_share.floor_set_by IS 'Ai đặt mức theo dõi; nguồn: ref.threshold';
COMMENT ON COLUMN mart.watched_share.floor_reason IS 'Căn cứ của mức theo dõi; nguồn: ref.threshold';
COMMENT ON COLUMN mart.watched_share.floor_assumed IS 'Mức theo dõi là giả định hay không; nguồn: ref.threshold';

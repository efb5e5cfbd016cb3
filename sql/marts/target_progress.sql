-- Every target beside what the returns in force say, or why they say nothing. More than a range asks is
-- reached too; what is compared is printed to two decimals.
CREATE VIEW mart.target_progress AS
SELECT t.period_key, t.indicator_id, t.indicator, t.document, t.target_year, t.comparison,
    t.target_value, t.target_high_value, t.unit, t.wording, i.value AS actual_value,
    CASE t.comparison
        WHEN '=' THEN i.printed = t.target_value
        WHEN '>' THEN i.printed > t.target_value
        WHEN '<' THEN i.printed < t.target_value
        WHEN '<=' THEN i.printed <= t.target_value
        ELSE i.printed >= t.target_value
    END AS is_met,
    d.basis,
    CASE WHEN i.value IS NOT NULL THEN ''
        WHEN d.form_id = '' THEN 'no_form'
        WHEN i.indicator_id IS NOT NULL THEN 'not_comparable'
        WHEN NOT EXISTS (
            SELECT FROM ref.obligation o WHERE o.form_id = d.form_id AND o.frequency = p.kind
        ) THEN 'other_period'
        ELSE 'not_sent' END AS gap,
    i.sent_count, i.owed_count
FROM mart.target t
JOIN ref.period p ON p.key = t.period_key AND p.kind = 'year'
JOIN ref.indicator d ON d.id = t.indicator_id
LEFT JOIN (
    SELECT period_key, indicator_id, value, round(value, 2) AS printed, sent_count, owed_count
    FROM mart.indicator WHERE is_total AND is_main
) i USING (period_key, indicator_id);
COMMENT ON VIEW mart.target_progress IS 'Mọi mục tiêu đặt cạnh kết quả thực hiện; mục tiêu chưa có số liệu thì nêu lý do';
COMMENT ON COLUMN mart.target_progress.period_key IS 'Kỳ báo cáo (năm); nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.indicator_id IS 'Mã chỉ tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.indicator IS 'Tên chỉ tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.document IS 'Văn bản giao mục tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.target_year IS 'Năm phải đạt mục tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.comparison IS 'Cách so sánh: =, >, >=, <, <= hoặc range (trong khoảng, đạt từ mức thấp trở lên); nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.target_value IS 'Giá trị mục tiêu, theo đơn vị ở cột unit; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.target_high_value IS 'Mức trên của khoảng mục tiêu, theo đơn vị ở cột unit; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.unit IS 'Đơn vị tính của giá trị; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.wording IS 'Nguyên văn mục tiêu trong văn bản; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.actual_value IS 'Kết quả của kỳ báo cáo, theo đơn vị ở cột unit, để trống nếu chưa có; nguồn: mart.indicator';
COMMENT ON COLUMN mart.target_progress.is_met IS 'Kết quả làm tròn như khi in có đạt mục tiêu hay không; để trống nếu chưa có số liệu hoặc mục tiêu không nêu số; nguồn: mart.target, mart.indicator';
COMMENT ON COLUMN mart.target_progress.basis IS 'Cách tính tỷ lệ; nguồn: ref.indicator';
COMMENT ON COLUMN mart.target_progress.gap IS 'Vì sao chưa có số liệu: no_form (chưa có biểu thu thập), other_period (biểu được lập theo kỳ khác, như năm học), not_sent (chưa có biểu nào được tính), not_comparable (không so sánh được với năm trước); để trống nếu có số liệu; nguồn: ref.indicator, ref.obligation, mart.indicator';
COMMENT ON COLUMN mart.target_progress.sent_count IS 'Số cơ quan phải gửi đã có bản được tính; đơn vị: cơ quan; nguồn: mart.indicator';
COMMENT ON COLUMN mart.target_progress.owed_count IS 'Số cơ quan phải gửi biểu; đơn vị: cơ quan; nguồn: mart.indicator';

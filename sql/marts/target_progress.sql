-- Targets beside what the returns in force say, only where they say anything. A fall in poverty is
-- compared as a fall: -3 points is a reduction of 3, and more than the range asks is reached too.
-- The rate that is compared counts poor households only, whatever a target adds: the basis says so.
CREATE VIEW mart.target_progress AS
SELECT t.period_key, t.indicator_id, t.indicator, t.document, t.target_year, t.comparison,
    t.target_value, t.target_high_value, t.unit, t.wording, a.actual_value,
    CASE t.comparison
        WHEN '=' THEN a.actual_value = t.target_value
        WHEN '>' THEN a.actual_value > t.target_value
        WHEN '<' THEN a.actual_value < t.target_value
        WHEN '<=' THEN a.actual_value <= t.target_value
        ELSE a.actual_value >= t.target_value
    END AS is_met,
    a.basis
FROM mart.target t
JOIN ref.period p ON p.key = t.period_key AND p.kind = 'year'
JOIN (
    SELECT period_key, 'minority_poverty_reduction_points_per_year' AS indicator_id,
        -printed_change_points AS actual_value,
        basis_label || '; chưa tính hộ cận nghèo' AS basis
    FROM mart.poverty_change
    WHERE basis = 'minority_poor_of_minority'
) a ON a.period_key = t.period_key AND a.indicator_id = t.indicator_id;
COMMENT ON VIEW mart.target_progress IS 'Mục tiêu đặt cạnh kết quả thực hiện, chỉ gồm mục tiêu đã có số liệu';
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
COMMENT ON COLUMN mart.target_progress.actual_value IS 'Kết quả của kỳ báo cáo, theo đơn vị ở cột unit; nguồn: mart.poverty_change';
COMMENT ON COLUMN mart.target_progress.is_met IS 'Kết quả làm tròn như khi in có đạt mục tiêu hay không; để trống nếu mục tiêu không nêu số; nguồn: mart.target, mart.poverty_change';
COMMENT ON COLUMN mart.target_progress.basis IS 'Cách tính tỷ lệ; nguồn: mart.poverty_change';

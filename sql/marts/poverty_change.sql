-- Change of each rate on the same period a year before: one standard, one basis, or no row.
CREATE VIEW mart.poverty_change AS
SELECT n.period_key, o.period_key AS previous_period_key, n.standard, n.basis, n.basis_label,
    n.rate_pct, o.rate_pct AS previous_rate_pct, n.rate_pct - o.rate_pct AS change_points,
    round(n.rate_pct, 2) - round(o.rate_pct, 2) AS printed_change_points
FROM mart.poverty_rate n
JOIN ref.period p ON p.key = n.period_key
JOIN ref.period q ON q.kind = p.kind AND q.year = p.year - 1
    AND right(q.key, -4) = right(p.key, -4)
JOIN mart.poverty_rate o ON o.period_key = q.key AND o.standard = n.standard AND o.basis = n.basis;
COMMENT ON VIEW mart.poverty_change IS 'Mức tăng, giảm của từng tỷ lệ hộ nghèo so với năm trước, cùng chuẩn nghèo và cùng cách tính';
COMMENT ON COLUMN mart.poverty_change.period_key IS 'Kỳ báo cáo; nguồn: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.previous_period_key IS 'Kỳ tương ứng của năm trước; nguồn: ref.period';
COMMENT ON COLUMN mart.poverty_change.standard IS 'Chuẩn nghèo áp dụng cho cả hai năm; nguồn: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.basis IS 'Mã cách tính tỷ lệ; nguồn: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.basis_label IS 'Tên cách tính tỷ lệ; nguồn: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.rate_pct IS 'Tỷ lệ của kỳ báo cáo; đơn vị: %; nguồn: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.previous_rate_pct IS 'Tỷ lệ cùng kỳ năm trước; đơn vị: %; nguồn: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.change_points IS 'Chênh lệch giữa hai tỷ lệ chưa làm tròn, số âm là giảm; đơn vị: điểm phần trăm; nguồn: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.printed_change_points IS 'Chênh lệch giữa hai tỷ lệ đã làm tròn hai chữ số thập phân, đúng bằng hiệu của hai tỷ lệ in trong báo cáo; đơn vị: điểm phần trăm; nguồn: mart.poverty_rate';

-- The four ratios that go by the name of poverty rate, each with its basis; they are never mixed.
CREATE VIEW mart.poverty_rate AS
SELECT t.period_key, t.standard, b.basis, b.basis_label, b.numerator_count, b.denominator_count,
    100.0 * b.numerator_count / nullif(b.denominator_count, 0) AS rate_pct
FROM (
    SELECT period_key, standard,
        sum(household_count)::bigint AS household_count,
        sum(minority_household_count)::bigint AS minority_household_count,
        sum(poor_household_count)::bigint AS poor_household_count,
        sum(poor_minority_household_count)::bigint AS poor_minority_household_count
    FROM mart.poverty
    GROUP BY period_key, standard
) t
CROSS JOIN LATERAL (VALUES
    ('minority_poor_of_minority', 'Hộ nghèo dân tộc thiểu số trên tổng số hộ dân tộc thiểu số',
        t.poor_minority_household_count, t.minority_household_count),
    ('minority_poor_of_all', 'Hộ nghèo dân tộc thiểu số trên tổng số hộ',
        t.poor_minority_household_count, t.household_count),
    ('minority_poor_of_poor', 'Hộ nghèo dân tộc thiểu số trên tổng số hộ nghèo',
        t.poor_minority_household_count, t.poor_household_count),
    ('poor_of_all', 'Hộ nghèo trên tổng số hộ', t.poor_household_count, t.household_count)
) AS b (basis, basis_label, numerator_count, denominator_count);
COMMENT ON VIEW mart.poverty_rate IS 'Tỷ lệ hộ nghèo toàn tỉnh, theo chuẩn nghèo và cách tính';
COMMENT ON COLUMN mart.poverty_rate.period_key IS 'Kỳ báo cáo; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_rate.standard IS 'Chuẩn nghèo áp dụng khi rà soát; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_rate.basis IS 'Mã cách tính: minority_poor_of_minority (hộ nghèo DTTS trên hộ DTTS), minority_poor_of_all (hộ nghèo DTTS trên tổng số hộ), minority_poor_of_poor (hộ nghèo DTTS trên tổng số hộ nghèo) hoặc poor_of_all (hộ nghèo trên tổng số hộ); nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_rate.basis_label IS 'Tên cách tính tỷ lệ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_rate.numerator_count IS 'Tử số của tỷ lệ; đơn vị: hộ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_rate.denominator_count IS 'Mẫu số của tỷ lệ; đơn vị: hộ; nguồn: mart.poverty';
COMMENT ON COLUMN mart.poverty_rate.rate_pct IS 'Tử số chia mẫu số, chưa làm tròn, để trống nếu mẫu số bằng 0; đơn vị: %; nguồn: mart.poverty';

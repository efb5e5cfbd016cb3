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
COMMENT ON VIEW mart.poverty_change IS 'Change of each poverty rate on the year before, within one standard and basis';
COMMENT ON COLUMN mart.poverty_change.period_key IS 'The period; source: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.previous_period_key IS 'The same period a year before; source: ref.period';
COMMENT ON COLUMN mart.poverty_change.standard IS 'Poverty standard of both counts; source: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.basis IS 'Which ratio; source: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.basis_label IS 'The ratio in Vietnamese; source: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.rate_pct IS 'Rate of the period, percent; source: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.previous_rate_pct IS 'Rate a year before, percent; source: mart.poverty_rate';
COMMENT ON COLUMN mart.poverty_change.change_points IS 'Difference of the exact rates, percentage points; below 0: fewer poor';
COMMENT ON COLUMN mart.poverty_change.printed_change_points IS 'Difference of the rates rounded to two decimals, percentage points: what a reader gets who subtracts the printed rates';

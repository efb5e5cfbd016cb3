-- Targets beside what the returns in force say, only where they say anything. A fall in poverty is
-- compared as a fall: -3 points is a reduction of 3, and more than the range asks is reached too.
CREATE VIEW mart.target_progress AS
SELECT t.period_key, t.indicator_id, t.indicator, t.document, t.target_year, t.comparison,
    t.target_value, t.target_high_value, t.unit, t.wording, a.actual_value,
    CASE t.comparison
        WHEN '=' THEN a.printed_value = t.target_value
        WHEN '>' THEN a.printed_value > t.target_value
        WHEN '<' THEN a.printed_value < t.target_value
        WHEN '<=' THEN a.printed_value <= t.target_value
        ELSE a.printed_value >= t.target_value
    END AS is_met,
    a.basis
FROM mart.target t
JOIN ref.period p ON p.key = t.period_key AND p.kind = 'year'
JOIN (
    SELECT period_key, 'minority_poverty_reduction_points_per_year' AS indicator_id,
        -change_points AS actual_value, -printed_change_points AS printed_value,
        basis_label AS basis
    FROM mart.poverty_change
    WHERE basis = 'minority_poor_of_minority'
) a ON a.period_key = t.period_key AND a.indicator_id = t.indicator_id;
COMMENT ON VIEW mart.target_progress IS 'Targets beside what the returns say, only where they say anything';
COMMENT ON COLUMN mart.target_progress.period_key IS 'The period, a year; source: mart.target';
COMMENT ON COLUMN mart.target_progress.indicator_id IS 'The indicator; source: mart.target';
COMMENT ON COLUMN mart.target_progress.indicator IS 'The indicator in Vietnamese; source: mart.target';
COMMENT ON COLUMN mart.target_progress.document IS 'Document that sets it; source: mart.target';
COMMENT ON COLUMN mart.target_progress.target_year IS 'Year by which it is to be reached; source: mart.target';
COMMENT ON COLUMN mart.target_progress.comparison IS '=, >, >=, <, <= or range (reached from its lower end); source: mart.target';
COMMENT ON COLUMN mart.target_progress.target_value IS 'Target value in its unit; source: mart.target';
COMMENT ON COLUMN mart.target_progress.target_high_value IS 'Upper end of a range in its unit; source: mart.target';
COMMENT ON COLUMN mart.target_progress.unit IS 'Unit of the values; source: mart.target';
COMMENT ON COLUMN mart.target_progress.wording IS 'How the document words it; source: mart.target';
COMMENT ON COLUMN mart.target_progress.actual_value IS 'Value of the period in the same unit; source: mart.poverty_change';
COMMENT ON COLUMN mart.target_progress.is_met IS 'Whether the value, rounded as printed, reaches the target; empty when the target has no value';
COMMENT ON COLUMN mart.target_progress.basis IS 'Which ratio the value is, in Vietnamese; source: mart.poverty_change';

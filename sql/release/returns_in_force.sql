-- what a report is made from: the returns of its period, of the year before for comparison, and those
-- of other periods that its targets are measured with
SELECT return_id, period_key
FROM mart.return_in_force r
WHERE period_key IN (:period_key, :year_before_key) OR (period_key, form_id) IN (
    SELECT s.source_key, d.form_id
    FROM ref.target t
    JOIN ref.indicator d ON d.id = t.indicator_id
    JOIN ref.target_source p ON p.form_id = d.form_id AND p.period_key = :period_key
    JOIN ref.target_source s ON s.form_id = d.form_id
        AND s.year IN (p.year, p.year - 1, t.baseline_year)
        AND s.year <= p.year)
ORDER BY return_id

-- what a report is made from: the returns of its period, of the one before for comparison and of the years
-- that it sums up, those of other periods that tell forms of these, and those that start its targets
SELECT return_id, period_key
FROM mart.return_in_force r
JOIN ref.form f ON f.id = r.form_id
WHERE period_key = ANY(:period_keys) OR (period_key, coalesce(nullif(f.part_of, ''), f.id)) IN (
    SELECT source_key, form_id FROM ref.target_source WHERE period_key = ANY(:period_keys)
    UNION
    SELECT s.source_key, d.form_id
    FROM ref.target t
    JOIN ref.indicator d ON d.id = t.indicator_id
    JOIN ref.target_source p ON p.form_id = d.form_id AND p.period_key = :period_key
    JOIN ref.target_source s ON s.form_id = d.form_id AND s.year = t.baseline_year AND s.year <= p.year)
ORDER BY return_id

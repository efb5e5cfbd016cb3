SELECT indicator_id, indicator, document, unit, basis, actual_value, wording, target_year,
    CASE
        WHEN is_met IS NULL THEN 'chưa đánh giá'
        WHEN is_met THEN 'đạt'
        ELSE 'chưa đạt'
    END AS met_text
FROM mart.target_progress
WHERE period_key = :period_key
ORDER BY indicator, document

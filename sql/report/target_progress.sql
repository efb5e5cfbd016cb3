SELECT indicator_id, indicator, document, unit, basis, actual_value,
    concat_ws(' ',
        CASE comparison WHEN '>=' THEN 'từ' WHEN '<=' THEN 'không quá' END,
        replace(target_value::text, '.', ','),
        CASE WHEN comparison = '>=' THEN 'trở lên' END) AS target_text,
    CASE
        WHEN is_met IS NULL THEN 'chưa đánh giá'
        WHEN is_met THEN 'đạt'
        ELSE 'chưa đạt'
    END AS met_text
FROM mart.target_progress
WHERE period_key = :period_key
ORDER BY indicator, document

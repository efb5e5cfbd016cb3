SELECT indicator_id, indicator, document, unit, basis, actual_value,
    CASE comparison
        WHEN '=' THEN ''
        WHEN '>=' THEN 'từ '
        WHEN '<=' THEN 'không quá '
        ELSE ''
    END || replace(target_value::text, '.', ',') || ' ' || unit || ' (năm ' || target_year || ')'
        AS target_text,
    CASE WHEN is_met IS NULL THEN 'chưa đánh giá' WHEN is_met THEN 'đạt' ELSE 'chưa đạt' END AS met_text
FROM mart.target_progress
WHERE period_key = :period_key
ORDER BY indicator, document

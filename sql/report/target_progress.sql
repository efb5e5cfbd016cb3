SELECT indicator_id, indicator, document, unit, actual_value, wording, target_year,
    CASE
        WHEN is_met IS NULL THEN 'chưa đánh giá'
        WHEN is_met THEN 'đạt'
        ELSE 'chưa đạt'
    END AS met_text,
    CASE gap
        WHEN 'no_form' THEN 'chưa có biểu thu thập số liệu'
        WHEN 'other_period' THEN 'số liệu thu thập theo kỳ khác, không có trong báo cáo năm'
        WHEN 'not_sent' THEN 'chưa có biểu nào được chấp nhận'
        WHEN 'not_comparable' THEN 'không có số liệu năm trước so sánh được'
        ELSE basis
    END AS basis
FROM mart.target_progress
WHERE period_key = :period_key
ORDER BY indicator, document

SELECT number, indicator_id, indicator, document, item, unit, target_year, actual_value, wording,
    baseline_value, path_value, target_value, denominator,
    CASE WHEN denominator IS NOT NULL THEN numerator END AS numerator, remaining_value, pace_value,
    CASE state
        WHEN 'reached' THEN 'đạt'
        WHEN 'on_track' THEN 'đúng tiến độ'
        WHEN 'behind' THEN 'chậm tiến độ'
        WHEN 'no_data' THEN 'chưa có số liệu'
        ELSE 'không so sánh được'
    END AS state_text,
    concat_ws('; ', CASE gap
        WHEN 'no_form' THEN 'chưa có biểu thu thập số liệu'
        WHEN 'other_period' THEN 'số liệu thu thập theo kỳ khác, không có trong báo cáo năm'
        WHEN 'not_sent' THEN 'chưa có biểu nào được chấp nhận'
        WHEN 'partial' THEN format('mới có số liệu của %s trong tổng số %s cơ quan phải gửi', sent_count, owed_count)
        WHEN 'no_number' THEN 'biểu đã gửi không có số này'
        WHEN 'not_comparable' THEN 'không có số liệu năm trước so sánh được'
        WHEN 'no_value' THEN 'văn bản không nêu mức cụ thể'
        WHEN 'no_baseline' THEN 'chưa có mốc so sánh được'
        WHEN 'series_break' THEN 'số liệu từ mốc đến nay không cùng một chuỗi'
    END, nullif(series_break, ''), nullif(basis, '')) AS basis,
    concat_ws('; ', CASE WHEN item <> '' THEN 'mục ' || item END,
        CASE mark WHEN 'derived' THEN 'mức mục tiêu là suy ra' WHEN 'assumed' THEN 'mức mục tiêu là giả định'
        END) AS place,
    baseline_year::text AS baseline_year,
    'Mốc: ' || nullif(concat_ws('; ', CASE baseline_mark WHEN 'published' THEN 'đã công bố'
        WHEN 'derived' THEN 'suy ra' WHEN 'assumed' THEN 'giả định' END, nullif(baseline_text, '')), '')
        AS baseline,
    note
FROM mart.target_progress
WHERE period_key = :period_key
ORDER BY number, valid_from, document, target_year, indicator

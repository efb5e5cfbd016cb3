SELECT w.indicator_id, w.part, w.part_name, w.member_id, w.member_name, w.numerator, w.denominator,
    w.value, w.floor_value, w.is_behind,
    concat_ws('; ', CASE WHEN w.floor_assumed THEN 'giả định' END, w.floor_reason) AS floor_basis
FROM mart.watched_share w
WHERE w.period_key = :period_key
ORDER BY w.indicator_id, w.part_no, w.value, w.member_name

-- Of the period: what changed since the one that it is compared with.
SELECT s.old_name, to_char(s.changed_on, 'DD/MM/YYYY') AS changed_on,
    coalesce(nullif(s.new_name, ''), 'không có nội dung tương ứng') AS new_name,
    CASE s.share WHEN 'whole' THEN 'toàn bộ' WHEN 'part' THEN 'một phần' ELSE 'không so sánh được' END AS share,
    concat_ws('; ', CASE s.mark WHEN 'derived' THEN 'suy ra' WHEN 'assumed' THEN 'giả định' END,
        nullif(s.note, '')) AS note, s.list
FROM mart.member_succession s
JOIN ref.period p ON p.key = :period_key
JOIN ref.period q ON q.key = p.year_before_key
WHERE s.changed_on > q.ends_on AND s.changed_on <= p.ends_on
ORDER BY s.list, s.old_id, s.new_id

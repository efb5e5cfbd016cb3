SELECT s.list, s.old_id, (
        SELECT m.name FROM ref."{list}" m WHERE m.id = s.old_id ORDER BY m.valid_from DESC LIMIT 1
    ) AS old_name,
    s.new_id, coalesce((
        SELECT m.name FROM ref."{list}" m WHERE m.id = s.new_id ORDER BY m.valid_from LIMIT 1
    ), '') AS new_name,
    s.changed_on, s.share, s.mark, s.note
FROM ref.member_succession s
WHERE s.list = '{list}'

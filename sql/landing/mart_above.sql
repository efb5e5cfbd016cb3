(
        SELECT h.name
        FROM ref."{list}" m
        JOIN ref."{above}" h ON h.id = m.parent_id AND daterange(h.valid_from, h.valid_to) @> t.ends_on
        WHERE m.id = {value}
        ORDER BY m.valid_from DESC LIMIT 1
    )
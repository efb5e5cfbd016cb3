LEFT JOIN LATERAL (
    SELECT h.id, h.name
    FROM ref.{table} m
    JOIN ref.{above} h ON h.id = m.parent_id AND daterange(h.valid_from, h.valid_to) @> p.ends_on
    WHERE m.id = {member} AND daterange(m.valid_from, m.valid_to) @> p.ends_on
) a ON true

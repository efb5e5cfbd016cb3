-- Lays rows in for all that was ever accepted and is not loaded yet: the first eight rows of a
-- loaded return of the same form and sender, as no two senders may report one place.
DO $$
DECLARE
    form record;
BEGIN
    FOR form IN
        SELECT f.id, string_agg(format('l.%I', c.column_name), ', ' ORDER BY c.ordinal_position)
                   AS columns,
               string_agg(format('%I', c.column_name), ', ' ORDER BY c.ordinal_position) AS names
        FROM ref.form f
        JOIN information_schema.columns c ON c.table_schema = 'landing' AND c.table_name = f.id
        WHERE c.column_name <> 'return_id'
        GROUP BY f.id
    LOOP
        EXECUTE format($f$
            INSERT INTO landing.%1$I (return_id, %3$s)
            SELECT r.id, %2$s
            FROM (SELECT agency_id, min(id) AS id
                  FROM registry.return JOIN registry.return_load ON return_id = id
                  WHERE form_id = %1$L GROUP BY agency_id) AS model
            CROSS JOIN LATERAL (SELECT * FROM landing.%1$I
                                WHERE return_id = model.id ORDER BY excel_row LIMIT 8) l
            JOIN registry.return r ON r.agency_id = model.agency_id
            JOIN registry.return_state s ON s.return_id = r.id
            WHERE r.form_id = %1$L AND s.state = 'accepted'
              AND NOT EXISTS (SELECT FROM registry.return_load d WHERE d.return_id = r.id)
        $f$, form.id, form.columns, form.names);
    END LOOP;
END
$$;

INSERT INTO registry.return_load (return_id, loaded_at, row_count)
SELECT r.id, s.at, least(8, model.row_count)
FROM (SELECT DISTINCT ON (form_id, agency_id) form_id, agency_id, row_count
      FROM registry.return JOIN registry.return_load ON return_id = id
      ORDER BY form_id, agency_id, id) AS model
JOIN registry.return r USING (form_id, agency_id)
JOIN registry.return_state s ON s.return_id = r.id
WHERE s.state = 'accepted'
ON CONFLICT DO NOTHING;

-- A version ends, and leaves its places, once there is a newer one.
INSERT INTO registry.return_event (return_id, at, state)
SELECT r.id, s.at + interval '20 seconds', 'superseded'
FROM registry.return r JOIN registry.return_state s ON s.return_id = r.id
WHERE s.state = 'accepted' AND EXISTS (
    SELECT FROM registry.return n
    WHERE n.agency_id = r.agency_id AND n.form_id = r.form_id AND n.period_key = r.period_key
      AND n.version > r.version)
ORDER BY r.id;

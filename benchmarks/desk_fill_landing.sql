-- Lays rows in for all that was ever accepted and is not loaded yet: the first eight rows of a
-- loaded return of the same form.
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
            FROM (SELECT * FROM landing.%1$I
                  WHERE return_id = (SELECT min(return_id) FROM landing.%1$I)
                  ORDER BY excel_row LIMIT 8) l
            CROSS JOIN registry.return r
            JOIN registry.return_state s ON s.return_id = r.id
            WHERE r.form_id = %1$L AND s.state IN ('accepted', 'superseded')
              AND NOT EXISTS (SELECT FROM registry.return_load d WHERE d.return_id = r.id)
        $f$, form.id, form.columns, form.names);
    END LOOP;
END
$$;

INSERT INTO registry.return_load (return_id, loaded_at, row_count)
SELECT r.id, s.at, 8
FROM registry.return r JOIN registry.return_state s ON s.return_id = r.id
WHERE s.state IN ('accepted', 'superseded')
ON CONFLICT DO NOTHING;

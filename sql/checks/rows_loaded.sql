-- Rows that were read beside rows that lie in the warehouse, of each return; rows of a return that
-- was never loaded, or of another form, are too many as well.
SELECT '{form}' AS form_id, r.agency_id, r.period_key, NULL AS column_name, r.expected,
    count(w.return_id)::numeric AS value
FROM (
    SELECT r.id, r.agency_id, r.period_key,
        CASE WHEN r.form_id = '{form}' THEN coalesce(l.row_count, 0) ELSE 0 END::numeric AS expected
    FROM registry.return r
    LEFT JOIN registry.return_load l ON l.return_id = r.id
    WHERE r.period_key = ANY (CAST(:period_keys AS text[]))
) r
LEFT JOIN landing."{form}" w ON w.return_id = r.id
GROUP BY r.id, r.agency_id, r.period_key, r.expected
HAVING count(w.return_id) <> r.expected
ORDER BY r.id

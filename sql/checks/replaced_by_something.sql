-- Versions that were replaced although nothing counts in their place, and nobody withdrew it.
SELECT r.form_id, r.agency_id, r.period_key, NULL AS column_name, 1::numeric AS expected,
    0::numeric AS value
FROM registry.return r
JOIN registry.return_state s ON s.return_id = r.id
WHERE r.period_key = ANY (CAST(:period_keys AS text[]))
GROUP BY r.form_id, r.agency_id, r.period_key
HAVING bool_or(s.state = 'superseded') AND NOT bool_or(s.state IN ('accepted', 'withdrawn'))
ORDER BY 1, 2, 3

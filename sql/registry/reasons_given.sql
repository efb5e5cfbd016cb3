-- The newest reason that an agency gave for each fault of a return, unless it was refused.
SELECT DISTINCT ON (c.rule_id, c.column_name, c.row_key)
    c.rule_id, c.column_name, c.row_key, c.reason, r.form_id
FROM registry.confirmation c
JOIN registry.return r ON r.id = c.return_id
LEFT JOIN registry.confirmation_event e ON e.confirmation_id = c.id
WHERE c.return_id = :return_id AND e.decision IS DISTINCT FROM 'refused'
ORDER BY c.rule_id, c.column_name, c.row_key, c.id DESC

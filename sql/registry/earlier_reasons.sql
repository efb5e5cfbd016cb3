SELECT e.rule_id, e.column_name, e.row_key, e.kind, e.period_key, e.reason, r.form_id
FROM registry.earlier_reason e
JOIN registry.return r ON r.id = e.return_id
WHERE e.return_id = :return_id
ORDER BY e.finding_id

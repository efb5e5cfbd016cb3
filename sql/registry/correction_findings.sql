SELECT correction_id, rule_id, severity, column_name, row_key, value, expected, message, reason
FROM registry.correction_finding
WHERE correction_id = ANY (CAST(:ids AS bigint[]))
ORDER BY id

-- Findings about a workbook as a whole, that belong to none of its returns.
SELECT f.id, f.rule_id, f.severity, f.rung, f.form_id, f.sheet, f.column_name, f.cells, f.row_key,
       f.row_label, f.value, f.expected, f.difference, f.message
FROM registry.standing_finding f
WHERE f.submission_id = :submission_id AND f.return_id IS NULL
ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.rung, f.id

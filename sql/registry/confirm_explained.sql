-- Take in the reasons that officers wrote beside warnings of the version before.
INSERT INTO registry.confirmation (return_id, rule_id, column_name, row_key, reason, actor)
SELECT DISTINCT f.return_id, f.rule_id, f.column_name, f.row_key, x.reason, r.agency_id
FROM registry.finding f
JOIN registry.return r ON r.id = f.return_id
JOIN registry.explanation x ON x.submission_id = f.submission_id
    AND x.finding_key = r.form_id || '|' || f.rule_id || '|' || f.column_name || '|' || f.row_key
WHERE f.return_id = ANY (CAST(:ids AS bigint[])) AND f.severity = 'warning'

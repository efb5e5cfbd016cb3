-- A warning of one of an agency's returns of a period.
SELECT f.id, f.submission_id, f.return_id, f.rule_id, f.column_name, f.row_key
FROM registry.standing_finding f
JOIN registry.return r ON r.id = f.return_id
WHERE f.id = :finding_id AND f.severity = 'warning'
  AND r.agency_id = :agency_id AND r.period_key = :period_key

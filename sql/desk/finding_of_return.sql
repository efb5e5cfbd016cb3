-- A finding that a waiver may be asked for, with its return.
SELECT f.id, f.rule_id, f.row_key, r.id AS return_id, r.agency_id, r.form_id, r.period_key
FROM registry.standing_finding f
JOIN registry.return r ON r.id = f.return_id
WHERE f.id = :finding_id AND f.severity IN ('critical', 'warning')

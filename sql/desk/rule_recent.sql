-- The newest findings of a rule.
SELECT f.id, f.message, f.row_label, f.value, r.id AS return_id, r.agency_id, r.form_id,
       r.period_key, r.version, s.received_at
FROM registry.standing_finding f
JOIN registry.return r ON r.id = f.return_id
JOIN registry.submission s ON s.id = r.submission_id
WHERE f.rule_id = :rule_id
ORDER BY f.id DESC
LIMIT 20

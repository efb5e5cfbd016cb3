-- The newest findings of a rule; and whether their return has texts that may name somebody.
SELECT f.id, f.rule_id, f.column_name, f.message, f.row_label, f.value, r.id AS return_id,
       r.agency_id, r.form_id, r.period_key, r.version, s.received_at,
       EXISTS (
           SELECT FROM registry.finding_status p
           WHERE p.return_id = r.id AND p.rule_id = 'row.person_in_text' AND p.is_open
       ) AS asks_person
FROM registry.standing_finding f
JOIN registry.return r ON r.id = f.return_id
JOIN registry.submission s ON s.id = r.submission_id
WHERE f.rule_id = :rule_id
ORDER BY f.id DESC
LIMIT 20

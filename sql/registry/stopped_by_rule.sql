-- Returns that wait or were rejected and have a finding of this rule within the waiver's scope,
-- in the order in which judgements and loads lock rows of registry.standing: none waits for another.
SELECT r.id
FROM registry.standing_finding f
JOIN registry.return r ON r.id = f.return_id
JOIN registry.return_state st ON st.return_id = r.id
WHERE f.rule_id = :rule_id AND st.state IN ('rejected', 'needs_confirmation')
    AND (CAST(:agency_id AS text) IS NULL OR r.agency_id = :agency_id)
    AND (CAST(:form_id AS text) IS NULL OR r.form_id = :form_id)
    AND (CAST(:period_key AS text) IS NULL OR r.period_key = :period_key)
    AND (CAST(:row_key AS text) IS NULL OR f.row_key = :row_key)
GROUP BY r.id
ORDER BY r.agency_id, r.form_id, r.period_key, r.version

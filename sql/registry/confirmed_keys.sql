-- Of these returns, those whose newest version has a reason that a steward accepted.
SELECT k.form_id, k.agency_id, k.period_key
FROM unnest(CAST(:form_id AS text[]), CAST(:agency_id AS text[]), CAST(:period_key AS text[]))
    AS k (form_id, agency_id, period_key)
JOIN registry.standing t USING (form_id, agency_id, period_key)
WHERE EXISTS (
    SELECT FROM registry.confirmation c
    JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
    WHERE c.return_id = t.return_id)

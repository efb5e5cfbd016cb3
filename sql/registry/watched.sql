-- Returns, as form, agency and period, that an open return of these forms was found to disagree with.
SELECT DISTINCT against.value AS against, t.form_id
FROM registry.standing t
JOIN registry.standing_finding f ON f.return_id = t.return_id AND f.against <> '[]'
CROSS JOIN LATERAL jsonb_array_elements(f.against) AS against
WHERE t.state IN ('rejected', 'needs_confirmation') AND t.form_id = ANY (CAST(:form_id AS text[]))

SELECT r.id, s.sha256, r.form_id
FROM unnest(CAST(:sha256 AS text[]), CAST(:form_id AS text[])) AS k (sha256, form_id)
JOIN registry.submission s USING (sha256)
JOIN registry.return r ON r.submission_id = s.id AND r.form_id = k.form_id

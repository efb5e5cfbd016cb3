SELECT r.id FROM staged_judgement j
JOIN registry.return r USING (submission_id, form_id)
ORDER BY j.n

-- Make returns of the staged judgements that have none, each the next version of its key.
INSERT INTO registry.return
    (submission_id, agency_id, form_id, period_key, version, sheet, letters, more_sheets, data_note,
     edition, is_nil)
SELECT j.submission_id, j.agency_id, j.form_id, j.period_key,
    (SELECT coalesce(max(version), 0) FROM registry.return r
     WHERE r.agency_id = j.agency_id AND r.form_id = j.form_id AND r.period_key = j.period_key)
    + row_number() OVER (PARTITION BY j.agency_id, j.form_id, j.period_key ORDER BY j.n),
    j.sheet, j.letters, ARRAY(SELECT jsonb_array_elements_text(j.more_sheets)), s.data_note, coalesce(s.editions ->> j.form_id, ''),
    j.is_nil
FROM (
    SELECT DISTINCT ON (submission_id, form_id) * FROM staged_judgement
    ORDER BY submission_id, form_id, n
) j
JOIN registry.submission s ON s.id = j.submission_id
WHERE NOT EXISTS (
    SELECT FROM registry.return r
    WHERE r.submission_id = j.submission_id AND r.form_id = j.form_id)
ORDER BY j.n
RETURNING id, submission_id, form_id

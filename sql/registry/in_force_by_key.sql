SELECT i.return_id, i.agency_id, i.form_id, i.period_key, i.sheet, r.letters, r.more_sheets, r.is_nil
FROM unnest(CAST(:form_id AS text[]), CAST(:agency_id AS text[]), CAST(:period_key AS text[]))
    AS k (form_id, agency_id, period_key)
JOIN mart.return_in_force i USING (form_id, agency_id, period_key)
JOIN registry.return r ON r.id = i.return_id

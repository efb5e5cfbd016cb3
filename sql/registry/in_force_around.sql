SELECT DISTINCT i.return_id, i.agency_id, i.form_id, i.period_key, i.sheet, r.letters
FROM unnest(CAST(:form_id AS text[]), CAST(:year AS integer[])) AS k (form_id, year)
JOIN ref.period p ON p.year IN (k.year, k.year - 1)
JOIN mart.return_in_force i ON i.form_id = k.form_id AND i.period_key = p.key
JOIN registry.return r ON r.id = i.return_id

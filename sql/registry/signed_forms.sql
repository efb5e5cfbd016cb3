-- Of these forms and periods, those that count only once the head of the agency has signed.
SELECT k.form_id, k.period_key
FROM unnest(CAST(:form_id AS text[]), CAST(:period_key AS text[])) AS k (form_id, period_key)
JOIN ref.period p ON p.key = k.period_key
JOIN ref.signing s ON s.form_id = k.form_id AND daterange(s.valid_from, s.valid_to) @> p.ends_on

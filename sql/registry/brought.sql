-- What returns in force bring to indicators; only the rows of their forms are looked through.
SELECT period_key, agency_id, indicator_id, apart, row_count, numerator, coalesce(denominator, 0) AS denominator
FROM mart.indicator_of_return
WHERE period_key = ANY (CAST(:period_keys AS text[])) AND form_id = ANY (CAST(:form_ids AS text[]))
    AND indicator_id = ANY (CAST(:indicator_ids AS text[]))

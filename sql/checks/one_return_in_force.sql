-- Returns in force for the same agency, form and period.
SELECT form_id, agency_id, period_key, NULL AS column_name, 1::numeric AS expected,
    count(*)::numeric AS value
FROM mart.return_in_force
WHERE period_key = ANY (CAST(:period_keys AS text[]))
GROUP BY form_id, agency_id, period_key
HAVING count(*) > 1
ORDER BY form_id, agency_id, period_key
